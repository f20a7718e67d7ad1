"""The audit verbs of letters and commitments, with their descriptions."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "prepare_letters",
        "coaching.meetingminutes",
        acts("a préparé les lettres aux projets", "a préparé %(count)d fois les lettres aux projets"),
        is_minor=True,
    ),
    Verb(
        "edit_letter",
        "coaching.supportletter",
        acts(
            "a complété une lettre des partenaires", "a complété %(count)d fois des lettres des partenaires"
        ),
        is_minor=True,
    ),
    Verb(
        "send_support_letter",
        "coaching.supportletter",
        acts(
            "a envoyé à un projet la lettre des partenaires",
            "a envoyé à des projets %(count)d lettres des partenaires",
        ),
        step=_("La lettre des partenaires est envoyée"),
    ),
    Verb(
        "answer_line",
        "coaching.letterline",
        acts(
            "a répondu à une proposition des partenaires",
            "a répondu à %(count)d propositions des partenaires",
        ),
    ),
    Verb(
        "add_commitment",
        "coaching.commitment",
        acts("a ajouté un engagement", "a ajouté %(count)d engagements"),
    ),
    Verb(
        "move_commitment",
        "coaching.commitment",
        acts("a donné des nouvelles d’un engagement", "a donné %(count)d fois des nouvelles d’engagements"),
    ),
    Verb(
        "confirm_commitment",
        "coaching.commitment",
        acts("a dit si un engagement est tenu", "a dit si %(count)d engagements sont tenus"),
    ),
    Verb(
        "rate_commitment",
        "coaching.commitment",
        acts("a dit si un engagement lui a servi", "a dit si %(count)d engagements lui ont servi"),
    ),
    Verb(
        "remind_bodies",
        "programmes.edition",
        acts(
            "a relancé les organismes sur leurs engagements",
            "a relancé %(count)d fois les organismes sur leurs engagements",
        ),
    ),
    Verb(
        "set_nudges",
        "programmes.edition",
        acts("a réglé les relances des engagements", "a réglé %(count)d fois les relances des engagements"),
        is_minor=True,
    ),
)
"""Reasons are stored on the rows, never in the entries."""
