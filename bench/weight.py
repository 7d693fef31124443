"""What a browser fetches before a chat can begin, compressed, ours and the best known ready-made one."""

import gzip
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import aiohttp

PEER = "botframework-webchat@4.18.1"


async def ours(url: str, person: dict[str, str]) -> float:
    """The chat page and everything it names, in KB as it travels."""
    jar = aiohttp.CookieJar(unsafe=True)
    squeezed = {"Accept-Encoding": "gzip"}
    async with aiohttp.ClientSession(
        url, cookie_jar=jar, headers=squeezed, auto_decompress=False
    ) as web:
        async with web.get(person["enter"]) as home:
            await home.read()
        async with web.get("/chat", params={"profile": person["profile"]}) as page:
            body = await page.read()
            total = len(body) if page.headers.get("Content-Encoding") else len(gzip.compress(body))
            html = gzip.decompress(body) if page.headers.get("Content-Encoding") else body
        for address in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html.decode()))):
            async with web.get(address) as part:
                assert part.status == 200, address
                total += len(await part.read())
    return total / 1000


def peer(folder: Path) -> float | None:
    """The bundle of the bot framework's own web chat, in KB; None where npm is not there or cannot."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    packed = subprocess.run(
        [npm, "pack", "--silent", PEER], cwd=folder, capture_output=True, text=True, check=False
    )
    found = sorted(folder.glob("botframework-webchat-*.tgz"))
    if packed.returncode or not found:
        return None
    with tarfile.open(found[0]) as package:
        bundle = package.extractfile("package/dist/webchat.js")
        return len(gzip.compress(bundle.read())) / 1000 if bundle else None
