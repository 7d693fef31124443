"""What can go wrong between answers and a finished document; no message holds an answer."""

from __future__ import annotations

from collections.abc import Sequence


class TemplateError(Exception):
    """The document could not be made."""

    def __init__(self, detail: str = "") -> None:
        told = self.__doc__ or ""
        super().__init__(f"{told} {detail}".strip())


class TemplateRefused(TemplateError):
    """The Word template cannot be used."""


class TemplateBroken(TemplateError):
    """The Word template names something the form does not have, or is not written correctly."""


class DocumentRefused(TemplateError):
    """The finished document was read back and was not right, so it was not handed over."""

    def __init__(self, missing: Sequence[str] = (), leaked: Sequence[str] = ()) -> None:
        self.missing = tuple(missing)
        self.leaked = tuple(leaked)
        super().__init__(
            f"Missing: {len(self.missing)} ({', '.join(self.missing) or '-'}). "
            f"Should not be there: {len(self.leaked)} ({', '.join(self.leaked) or '-'})."
        )


class PictureRefused(TemplateError):
    """A picture could not be read as a PNG or a JPEG."""
