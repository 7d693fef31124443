"""Style sheet, script and pictures: in memory, compressed once, with a hash in the address."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.errors import NotForYou

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is served."""

    body: bytes
    squeezed: bytes
    kind: str


class StaticFiles:
    """The whole folder, read at the start; nothing else on the disk can be reached."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {path.name: _read(path) for path in sorted(folder.iterdir()) if _shown(path)}
        # One mark for all: scripts that import each other by name must be of one make.
        whole = hashlib.sha256()
        for name, file in self._files.items():
            whole.update(f"{name} {len(file.body)} ".encode() + file.body)
        self._mark = whole.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Where a page finds the file. Raises `KeyError` for one that does not exist."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self._mark}/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        """The file; for ever when its mark is right, else to be asked for again next time."""
        found = self._files.get(request.match_info["name"])
        if found is None:
            raise NotForYou
        right = request.match_info.get("mark") == self._mark
        headers = {
            "Cache-Control": FOR_EVER if right else ASK_AGAIN,
            "ETag": f'"{self._mark}"',
            "Vary": "Accept-Encoding",
            "Content-Type": found.kind,
        }
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return web.Response(body=found.squeezed, headers=headers)
        return web.Response(body=found.body, headers=headers)


def _shown(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in ("image/svg+xml", "application/javascript")
    squeezed = gzip.compress(body, 9, mtime=0)
    return StaticFile(body, squeezed, f"{kind}; charset=utf-8" if text else kind)
