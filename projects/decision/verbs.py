"""The audit verbs of decision, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "decide",
        "projects.application",
        ngettext_lazy("a enregistré une décision", "a enregistré %(count)d décisions", "count"),
        step=_("Décision prise"),
        reveals_outcome=True,
    ),
    Verb(
        "forget_decision",
        "projects.application",
        ngettext_lazy(
            "a rendu caduque une décision en changeant l’état d’un dossier",
            "a rendu caduques %(count)d décisions en changeant l’état de dossiers",
            "count",
        ),
        step=_("Décision effacée : le dossier n’est plus à décider"),
        reveals_outcome=True,
    ),
    Verb(
        "move_reserve",
        "projects.application",
        ngettext_lazy(
            "a déplacé un projet sur la liste complémentaire",
            "a déplacé %(count)d projets sur la liste complémentaire",
            "count",
        ),
        step=_("Déplacé sur la liste complémentaire"),
        reveals_outcome=True,
    ),
    Verb(
        "announce_selected",
        "projects.application",
        ngettext_lazy("a retenu un projet", "a retenu %(count)d projets", "count"),
        step=_("Retenu"),
        is_minor=True,
    ),
    Verb(
        "announce_reserve",
        "projects.application",
        ngettext_lazy(
            "a mis un projet sur liste complémentaire",
            "a mis %(count)d projets sur liste complémentaire",
            "count",
        ),
        step=_("Placé sur la liste complémentaire"),
        is_minor=True,
    ),
    Verb(
        "announce_not_selected",
        "projects.application",
        ngettext_lazy("a écarté un projet", "a écarté %(count)d projets", "count"),
        step=_("Non retenu"),
        is_minor=True,
    ),
    Verb(
        "call_reserve",
        "projects.application",
        ngettext_lazy(
            "a appelé un projet de la liste complémentaire",
            "a appelé %(count)d projets de la liste complémentaire",
            "count",
        ),
        step=_("Appelé de la liste complémentaire"),
    ),
    Verb(
        "confirm",
        "projects.application",
        ngettext_lazy("a confirmé une venue", "a confirmé %(count)d venues", "count"),
        step=_("Participation confirmée"),
    ),
    Verb(
        "decline",
        "projects.application",
        ngettext_lazy("a laissé sa place", "a laissé %(count)d places", "count"),
        step=_("Place déclinée"),
    ),
    Verb(
        "withdraw_place",
        "projects.application",
        ngettext_lazy("a retiré sa place à un projet", "a retiré %(count)d places", "count"),
        step=_("Place retirée par l’organisation"),
    ),
    Verb(
        "remind_place",
        "projects.application",
        ngettext_lazy(
            "a relancé un projet sur sa venue", "a relancé %(count)d projets sur leur venue", "count"
        ),
        step=_("Relance sur la venue"),
    ),
    Verb(
        "announce",
        "programmes.edition",
        ngettext_lazy("a annoncé les décisions", "a annoncé les décisions", "count"),
        reason_is_open=True,
    ),
    Verb(
        "approve_feedback",
        "projects.review",
        ngettext_lazy(
            "a relu un commentaire à transmettre", "a relu %(count)d commentaires à transmettre", "count"
        ),
    ),
    Verb(
        "withhold_feedback",
        "projects.review",
        ngettext_lazy(
            "a gardé un commentaire sans le transmettre",
            "a gardé %(count)d commentaires sans les transmettre",
            "count",
        ),
    ),
)
