"""What is allowed in a while, for `bot/rates.py` to hold to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """What is allowed, as `limits` reads it: every one of them must hold."""

    turns: str = "20 per 5 second; 60 per minute"
    """What one person says, in all their windows together."""
    channel: str = "3000 per 10 second"
    """What everybody says over one channel: it may not hold the others up."""
    pages: str = "150 per 10 second; 600 per minute"
    """Pages that one person opens and forms they hand in, in all their windows together: far more
    than anybody does by hand, and far less than a script that reads the whole house."""
    papers: str = "20 per minute; 200 per hour"
    """Documents that one person fetches."""
    strangers: str = "200 per 10 second; 3000 per 10 minute"
    """What comes from one address with nobody signed in: a whole office at nine in the morning."""
    sign_ins: str = "40 per minute; 300 per hour"
    """Passwords, codes and keys tried from one address."""


WORK = Pace()
DEMO = Pace(
    turns="3000 per 10 second",
    channel="100000 per 10 second",
    pages="6000 per 10 second",
    papers="600 per minute",
    strangers="6000 per 10 second",
    sign_ins="600 per minute",
)
"""On one machine with made-up people, in front of an audience or a test."""
