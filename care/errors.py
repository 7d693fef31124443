"""The one family of faults that `care/` can raise."""

from __future__ import annotations


class CareError(Exception):
    """Something that care knows about could not be found or worked out."""

    def __init__(self, detail: str = "") -> None:
        """The class docstring is the message; `detail` must never hold personal text."""
        summary = (type(self).__doc__ or "").strip().splitlines()[0]
        super().__init__(f"{summary} {detail}".strip())
