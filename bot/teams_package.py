"""The app package that a council puts into Teams: a manifest and two icons, the same every time."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.teams_words import in_teams, teamed

MANIFEST = "manifest.json"
COLOUR, OUTLINE = "color.png", "outline.png"
ICONS = Path(__file__).parent / "teams_icons"
BEFORE_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file knows; when it was made does not matter to what it is."""
LONGEST_NAME, LONGEST_FULL_NAME = 32, 100


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What a council says of its own app."""

    app_id: str
    site: str
    """Kith's address, `https://kith.example`."""
    council: str
    privacy: str
    """The address of the council's privacy notice for Kith; `terms` is the same for its terms."""
    terms: str
    files: bool = False
    version: str = ""


def manifest(facts: AppFacts) -> dict[str, Any]:
    """Personal chats only: Kith is in no team and no group chat."""
    host = urlsplit(facts.site).hostname or ""
    where = {"host": in_teams()["app"]["host"], "version": in_teams()["app"]["manifest"]}
    personal = ["personal"]
    commands = [
        {"title": each["title"], "description": each["about"]}
        for each in in_teams()["app"]["command"]
    ]
    return {
        "$schema": teamed("app.schema", **where),
        "manifestVersion": teamed("app.manifest"),
        "version": facts.version or teamed("app.version"),
        "id": facts.app_id,
        "localizationInfo": {"defaultLanguageTag": teamed("app.language")},
        "developer": {
            "name": facts.council[:LONGEST_NAME].strip(),
            "websiteUrl": facts.site,
            "privacyUrl": facts.privacy,
            "termsOfUseUrl": facts.terms,
        },
        "name": {
            "short": teamed("app.short_name"),
            "full": teamed("app.full_name", council=facts.council)[:LONGEST_FULL_NAME].strip(),
        },
        "description": {
            "short": teamed("app.short_about"),
            "full": teamed("app.full_about", council=facts.council),
        },
        "icons": {"color": COLOUR, "outline": OUTLINE},
        "accentColor": teamed("app.colour"),
        "bots": [
            {
                "botId": facts.app_id,
                "scopes": personal,
                "supportsFiles": facts.files,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": personal, "commands": commands}],
            }
        ],
        "permissions": ["identity"],
        "validDomains": [host],
        "defaultInstallScope": "personal",
    }


def package(facts: AppFacts) -> bytes:
    """The zip file: the same bytes for the same facts, on every machine."""
    plain = json.dumps(manifest(facts), ensure_ascii=False, indent=2) + "\n"
    files = {MANIFEST: plain.encode()}
    files |= {name: (ICONS / name).read_bytes() for name in (COLOUR, OUTLINE)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, BEFORE_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return made.getvalue()
