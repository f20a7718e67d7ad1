"""The audit verbs of letters and commitments, with their descriptions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "prepare_letters",
        "coaching.meetingminutes",
        ngettext_lazy(
            "a préparé les lettres aux projets", "a préparé %(count)d fois les lettres aux projets", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "edit_letter",
        "coaching.supportletter",
        ngettext_lazy(
            "a complété une lettre des partenaires",
            "a complété %(count)d fois des lettres des partenaires",
            "count",
        ),
        is_minor=True,
    ),
    Verb(
        "send_support_letter",
        "coaching.supportletter",
        ngettext_lazy(
            "a envoyé à un projet la lettre des partenaires",
            "a envoyé à des projets %(count)d lettres des partenaires",
            "count",
        ),
        step=_("La lettre des partenaires est envoyée"),
    ),
    Verb(
        "answer_line",
        "coaching.letterline",
        ngettext_lazy(
            "a répondu à une proposition des partenaires",
            "a répondu à %(count)d propositions des partenaires",
            "count",
        ),
    ),
    Verb(
        "add_commitment",
        "coaching.commitment",
        ngettext_lazy("a ajouté un engagement", "a ajouté %(count)d engagements", "count"),
    ),
    Verb(
        "move_commitment",
        "coaching.commitment",
        ngettext_lazy(
            "a donné des nouvelles d’un engagement",
            "a donné %(count)d fois des nouvelles d’engagements",
            "count",
        ),
    ),
    Verb(
        "confirm_commitment",
        "coaching.commitment",
        ngettext_lazy(
            "a dit si un engagement est tenu", "a dit si %(count)d engagements sont tenus", "count"
        ),
    ),
    Verb(
        "set_nudges",
        "programmes.edition",
        ngettext_lazy(
            "a réglé les relances des engagements",
            "a réglé %(count)d fois les relances des engagements",
            "count",
        ),
        is_minor=True,
    ),
)
"""Reasons stand on the rows, never in the entries."""
