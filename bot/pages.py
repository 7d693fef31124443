"""Web pages from `html/`: Jinja in its sandbox, everything escaped, a missing name an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aiohttp import web
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.house import House
from bot.session import Visit
from bot.static_files import StaticFiles
from bot.ways import MAIN, NOW_AND_THEN, ways
from bot.words import words
from care.people import Person

FOLDER = Path(__file__).parent / "html"


@cache
def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """One for a folder, however many houses there are: nothing in it is about any of them."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Every page of the house, read when it is first shown."""

    def __init__(self, house: House, static: StaticFiles, folder: Path = FOLDER) -> None:
        self._house = house
        self._static = static
        self._environment = _environment(folder)

    def page(self, visit: Visit, name: str, status: int = 200, **context: object) -> web.Response:
        """The page for whoever is visiting."""
        context["banners"] = visit.banners
        return self._write(name, status, visit.person, visit.csrf, context)

    def problem(
        self, status: int, person: Person | None = None, reference: str = ""
    ) -> web.Response:
        """What went wrong, in plain words and without a detail."""
        known = status if status in (400, 403, 404, 405, 408, 409, 413, 429, 500, 503) else 500
        context: dict[str, object] = {
            "title": words("problem", f"title_{known}"),
            "text": words("problem", f"text_{known}", reference=reference),
            "status": status,
            "banners": (),
        }
        return self._write("problem.html", status, person, "", context)

    def _write(
        self, name: str, status: int, person: Person | None, csrf: str, context: dict[str, object]
    ) -> web.Response:
        text = self._environment.get_template(name).render(
            static=self._static.address,
            person=person,
            role_label=words("role", person.role.value) if person else "",
            council=self._house.council.name,
            csrf=csrf,
            demo=self._house.demo,
            main_ways=ways(person, MAIN),
            now_and_then=ways(person, NOW_AND_THEN),
            **context,
        )
        return web.Response(text=text, content_type="text/html", status=status)
