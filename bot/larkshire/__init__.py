"""The fictional council of Larkshire, for the demo: everybody and everything in it is invented."""

from bot.larkshire.seeding import Seeded, SeededPerson, seed

__all__ = ["Seeded", "SeededPerson", "seed"]
