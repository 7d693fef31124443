"""A log for the HTTP server itself, which would quote what it could not read, and with it anybody."""

from __future__ import annotations

import logging
import warnings

from aiohttp import BadContentDispositionHeader, BadContentDispositionParam


class Quiet(logging.Filter):
    """Leaves that something went wrong and what kind it was; takes away what it said."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        record.msg = f"a request went wrong: {kind.__name__}" if kind else "a request went wrong"
        record.args = None
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def quiet_log() -> logging.Logger:
    """The logger to hand to the server in place of its own."""
    log = logging.getLogger("kith.http")
    if not any(isinstance(each, Quiet) for each in log.filters):
        log.addFilter(Quiet())
    return log


def quiet_warnings() -> None:
    """The library warns of the name of a file that it could not read, and quotes it; now it does not."""
    for each in (BadContentDispositionHeader, BadContentDispositionParam):
        warnings.filterwarnings("ignore", category=each)
