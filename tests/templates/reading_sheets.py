"""Looks things up in a sheet and in its Word file, for tests."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from dialogs.answers import Answer
from templates.parts import Line
from templates.review import ReviewParts
from templates.sheet import Grid, Heading, Sheet


def everything(file: bytes) -> str:
    """Every byte of every part as text, workbooks inside it too."""
    with ZipFile(BytesIO(file)) as archive:
        told = [archive.read(name) for name in archive.namelist()]
        inner = [
            each for name, each in zip(archive.namelist(), told, strict=True) if "xlsx" in name
        ]
    books = [ZipFile(BytesIO(each)) for each in inner if each[:2] == b"PK"]
    told += [book.read(name) for book in books for name in book.namelist()]
    return "\n".join(each.decode("utf-8", "replace") for each in told)


def with_answer(
    parts: ReviewParts, path: str, answer: Answer | None, place: int = 0
) -> ReviewParts:
    """With one answer of one carer's skills put in another's place."""
    carer = parts.carers[place]
    assert carer.skills is not None
    answers = {key: each for key, each in carer.skills.answers.items() if key != path}
    if answer is not None:
        answers[path] = answer
    skills = replace(carer.skills, answers=answers)
    carers = list(parts.carers)
    carers[place] = replace(carer, skills=skills)
    return replace(parts, carers=tuple(carers))


def under(sheet: Sheet, path: str) -> list[str]:
    """The headings that a line with this path stands under, by name of who said it."""
    found, voice = [], ""
    for _, block in sheet.blocks():
        if isinstance(block, Heading):
            voice = block.text
        elif isinstance(block, Line) and block.path == path:
            found.append(voice)
    return found


def grids(sheet: Sheet, key: str) -> list[Grid]:
    return [block for _, block in sheet.blocks() if isinstance(block, Grid) and block.key == key]
