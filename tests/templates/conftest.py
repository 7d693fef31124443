"""A household's review, its pages and its Word file, each made once for all who look at them."""

from __future__ import annotations

import pytest

from templates import sheet_word, skills_review
from templates.review import ReviewParts
from templates.sheet import Sheet
from tests.templates.households import household


@pytest.fixture(scope="session")
def parts() -> ReviewParts:
    return household()


@pytest.fixture(scope="session")
def sheet(parts: ReviewParts) -> Sheet:
    return skills_review.build(parts)


@pytest.fixture(scope="session")
def file(sheet: Sheet) -> bytes:
    return sheet_word.render(sheet)
