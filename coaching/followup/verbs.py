"""The audit verbs of letters and commitments, with their descriptions."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.meetingminutes",
        Verb(
            "prepare_letters",
            "a préparé les lettres aux projets",
            "a préparé %(count)d fois les lettres aux projets",
            is_minor=True,
        ),
    ),
    *verbs_of(
        "coaching.supportletter",
        Verb(
            "edit_letter",
            "a complété une lettre des partenaires",
            "a complété %(count)d fois des lettres des partenaires",
            is_minor=True,
        ),
        Verb(
            "send_support_letter",
            "a envoyé à un projet la lettre des partenaires",
            "a envoyé à des projets %(count)d lettres des partenaires",
            step=_("La lettre des partenaires est envoyée"),
        ),
    ),
    *verbs_of(
        "coaching.letterline",
        Verb(
            "answer_line",
            "a répondu à une proposition des partenaires",
            "a répondu à %(count)d propositions des partenaires",
        ),
    ),
    *verbs_of(
        "coaching.commitment",
        Verb("add_commitment", "a ajouté un engagement", "a ajouté %(count)d engagements"),
        Verb(
            "move_commitment",
            "a donné des nouvelles d’un engagement",
            "a donné %(count)d fois des nouvelles d’engagements",
        ),
        Verb(
            "hand_over_commitment",
            "a confié un engagement à une autre personne",
            "a confié %(count)d engagements à d’autres personnes",
        ),
        Verb(
            "confirm_commitment",
            "a dit si un engagement est tenu",
            "a dit si %(count)d engagements sont tenus",
        ),
        Verb(
            "rate_commitment",
            "a dit si un engagement lui a servi",
            "a dit si %(count)d engagements lui ont servi",
        ),
    ),
    *verbs_of(
        "programmes.edition",
        Verb(
            "remind_bodies",
            "a relancé les organismes sur leurs engagements",
            "a relancé %(count)d fois les organismes sur leurs engagements",
        ),
        Verb(
            "set_nudges",
            "a réglé les relances des engagements",
            "a réglé %(count)d fois les relances des engagements",
            is_minor=True,
        ),
    ),
)
