"""The HTTP interface as OpenAPI, made from the routes themselves and the fields of our own forms.

`python -m tests.surface.openapi` writes `docs/openapi.json`; a test says when that has to be done again.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import web

from bot.app import make_app
from tests.bot.house import small_house
from tests.reading_code import HOUSE

DESCRIPTION = HOUSE / "docs/openapi.json"
WIRE = "/v3/directline"
FIELD = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname=["'](\w+)["']""", re.DOTALL)
FORM = "schemas/Form"
TEXT = {"type": "string"}
PLAIN = {"type": "object", "additionalProperties": True}
MESSAGE = {
    "type": "object",
    "required": ["type"],
    "properties": {
        "type": {"type": "string", "examples": ["message", "endOfConversation"]},
        "text": TEXT,
        "from": {"type": "object", "properties": {"id": TEXT}},
        "value": PLAIN,
        "channelData": {
            "type": "object",
            "properties": {
                "kith": {
                    "type": "object",
                    "properties": {
                        "id": {**TEXT, "description": "made by the client, unique for ever"},
                        "asked": {**TEXT, "description": "the path of the question it answers"},
                        "press": {**TEXT, "description": "the button that was pressed"},
                        "fields": PLAIN,
                        "not_known": {"type": "array", "items": TEXT},
                    },
                }
            },
        },
    },
}
BODIES = {
    f"{WIRE}/tokens/generate": {"type": "object", "properties": {"profile": TEXT}},
    f"{WIRE}/tokens/refresh": PLAIN,
    f"{WIRE}/conversations": PLAIN,
    f"{WIRE}/conversations/{{conversation}}/activities": MESSAGE,
}
QUERIES = {
    "/chat": ["profile"],
    "/chat/answers": ["profile"],
    "/referrals/{ref}": ["version"],
    "/referrals/{ref}/council.docx": ["version"],
    "/referrals/{ref}/search.docx": ["version"],
    "/sign-in/back": ["code", "state", "error"],
    f"{WIRE}/conversations/{{conversation}}": ["watermark"],
    f"{WIRE}/conversations/{{conversation}}/activities": ["watermark"],
    f"{WIRE}/conversations/{{conversation}}/upload": ["userId"],
    f"{WIRE}/conversations/{{conversation}}/stream": ["t", "watermark"],
}


def described(app: web.Application) -> dict[str, Any]:
    """Every route of the app, with what can be sent to it."""
    paths: dict[str, dict[str, Any]] = {}
    for resource in app.router.resources():
        for route in resource:
            if route.method != "HEAD":
                place = paths.setdefault(resource.canonical, {})
                place[route.method.lower()] = _operation(route.method, resource.canonical)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kith", "version": "1"},
        "components": {
            "schemas": {
                "Form": {"type": "object", "properties": dict.fromkeys(form_fields(), TEXT)}
            },
            "securitySchemes": {
                "page": {"type": "apiKey", "in": "cookie", "name": "__Host-kith"},
                "wire": {"type": "http", "scheme": "bearer"},
            },
        },
        "paths": dict(sorted(paths.items())),
    }


def form_fields() -> list[str]:
    """The name of every field in any of our pages."""
    pages = (HOUSE / "bot/html").glob("*.html")
    return sorted({name for page in pages for name in FIELD.findall(page.read_text("utf-8"))})


def _operation(method: str, path: str) -> dict[str, Any]:
    given = [
        {"name": name, "in": "path", "required": True, "schema": {**TEXT, "minLength": 1}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]
    asked = [{"name": name, "in": "query", "schema": TEXT} for name in QUERIES.get(path, ())]
    made: dict[str, Any] = {
        "operationId": f"{method.lower()} {path}",
        "parameters": given + asked,
        "responses": {"default": {"description": "see README.md"}},
    }
    if method in ("POST", "PUT"):
        made["requestBody"] = {"required": True, "content": _content(path)}
    if path.startswith(WIRE):
        made["security"] = [{"wire": []}]
    return made


def _content(path: str) -> dict[str, Any]:
    if path in BODIES:
        return {"application/json": {"schema": BODIES[path]}}
    if path.endswith(("/passkey", "/passkey/begin")):
        return {"application/json": {"schema": PLAIN}}
    if path.endswith("/upload"):
        pieces = {"activity": MESSAGE, "file": {"type": "string", "contentEncoding": "binary"}}
        return {"multipart/form-data": {"schema": {"type": "object", "properties": pieces}}}
    if path.endswith("/pictures"):
        file = {"type": "string", "contentEncoding": "binary"}
        pieces = {"csrf": TEXT, "words": TEXT, "picture": file}
        return {"multipart/form-data": {"schema": {"type": "object", "properties": pieces}}}
    return {"application/x-www-form-urlencoded": {"schema": {"$ref": f"#/components/{FORM}"}}}


def fresh() -> str:
    """The text of the file as it should be now."""
    with TemporaryDirectory() as folder:
        small = small_house(Path(folder))
        made = described(make_app(small.house))
        small.store.close()
    return json.dumps(made, indent=1) + "\n"


if __name__ == "__main__":
    DESCRIPTION.write_text(fresh(), encoding="utf-8")
