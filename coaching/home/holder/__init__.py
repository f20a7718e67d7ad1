"""Where a project stands and what its holder can do next."""

from coaching.home.holder.ahead import NextAction, list_next_for_holder
from coaching.home.holder.dossiers import HolderDossier, dossiers_of, is_over, open_calls, read_holder
from coaching.home.holder.papers import Paper, papers_of
from coaching.home.holder.steps import dates_of, editions_of, journey

__all__ = [
    "HolderDossier",
    "NextAction",
    "Paper",
    "dates_of",
    "dossiers_of",
    "editions_of",
    "is_over",
    "journey",
    "list_next_for_holder",
    "open_calls",
    "papers_of",
    "read_holder",
]
