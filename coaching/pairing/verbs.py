"""What the audit log records of pairing, and how it is told."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "propose_mentor",
        "coaching.pairing",
        ngettext_lazy("a proposé un parrainage", "a proposé %(count)d parrainages", "count"),
    ),
    Verb(
        "set_capacity",
        "programmes.role",
        ngettext_lazy(
            "a fixé combien de projets une personne suit",
            "a fixé combien de projets %(count)d personnes suivent",
            "count",
        ),
    ),
    Verb(
        "accept",
        "coaching.pairing",
        ngettext_lazy("a accepté un parrainage", "a accepté %(count)d parrainages", "count"),
    ),
    Verb(
        "refuse",
        "coaching.pairing",
        ngettext_lazy("a décliné un parrainage", "a décliné %(count)d parrainages", "count"),
    ),
    Verb(
        "end",
        "coaching.pairing",
        ngettext_lazy("a mis fin à un parrainage", "a mis fin à %(count)d parrainages", "count"),
    ),
    Verb(
        "free_turns",
        "projects.participation",
        ngettext_lazy("a rendu ses créneaux de coaching", "a rendu ses créneaux de coaching", "count"),
    ),
    Verb(
        "leave_slots",
        "programmes.role",
        ngettext_lazy(
            "a retiré à une personne les créneaux qu’elle animait",
            "a retiré à %(count)d personnes les créneaux qu’elles animaient",
            "count",
        ),
    ),
)
