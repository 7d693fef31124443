"""Whether somebody belongs to the council or is its guest, as Teams says when it is asked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.teams_gate import GUEST


def is_guest(member: Mapping[str, object], tenant: str) -> bool:
    """Whether this member of a conversation has their account elsewhere.

    A delivery does not say it, so it is asked once, when an account is linked.
    """
    if str(member.get("userRole", "")).lower() == "guest":
        return True
    if any(GUEST in str(member.get(name, "")).upper() for name in ("userPrincipalName", "email")):
        return True
    home = member.get("tenantId", tenant)
    return not isinstance(home, str) or home.lower() != tenant
