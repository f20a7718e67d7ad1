"""The audit verbs of retention: counts, dates and references, nobody's name."""

from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb


def _verb(name: str, sentence: str | Promise) -> Verb:
    return Verb(name, "programmes.edition", sentence, reason_is_open=True)


VERBS = (
    _verb(
        "change_retention",
        ngettext_lazy(
            "a changé les durées de conservation",
            "a changé %(count)d fois les durées de conservation",
            "count",
        ),
    ),
    _verb(
        "announce_erasure",
        ngettext_lazy(
            "a annoncé un effacement de dossiers", "a annoncé %(count)d effacements de dossiers", "count"
        ),
    ),
    _verb(
        "postpone_erasure",
        ngettext_lazy(
            "a repoussé un effacement de dossiers", "a repoussé %(count)d effacements de dossiers", "count"
        ),
    ),
    _verb(
        "erase_drafts",
        ngettext_lazy(
            "a effacé les brouillons au terme de leur conservation",
            "a effacé %(count)d fois les brouillons au terme de leur conservation",
            "count",
        ),
    ),
    _verb(
        "anonymise_applications",
        ngettext_lazy(
            "a anonymisé les dossiers non retenus au terme de leur conservation",
            "a anonymisé %(count)d fois les dossiers non retenus au terme de leur conservation",
            "count",
        ),
    ),
    _verb(
        "anonymise_projects",
        ngettext_lazy(
            "a anonymisé les projets retenus au terme de leur conservation",
            "a anonymisé %(count)d fois les projets retenus au terme de leur conservation",
            "count",
        ),
    ),
    _verb(
        "erase_on_request",
        ngettext_lazy(
            "a effacé un dossier à la demande", "a effacé %(count)d dossiers à la demande", "count"
        ),
    ),
    _verb(
        "erase_member_on_request",
        ngettext_lazy(
            "a effacé une personne d’un dossier à la demande",
            "a effacé %(count)d personnes de dossiers à la demande",
            "count",
        ),
    ),
)
