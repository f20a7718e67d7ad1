"""Where a project stands and what its holder can do next."""

from coaching.journey.ahead import NextAction, next_for_holder
from coaching.journey.dossiers import Dossier, dossiers_of, open_calls, turn_in_words
from coaching.journey.steps import journey

__all__ = [
    "Dossier",
    "NextAction",
    "dossiers_of",
    "journey",
    "next_for_holder",
    "open_calls",
    "turn_in_words",
]
