"""The audit verbs of pairing, with their descriptions."""

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
    Verb(
        "propose_meeting",
        "coaching.mentormeeting",
        ngettext_lazy("a proposé un rendez-vous", "a proposé %(count)d rendez-vous", "count"),
        is_minor=True,
    ),
    Verb(
        "confirm_meeting",
        "coaching.mentormeeting",
        ngettext_lazy("a accepté un rendez-vous", "a accepté %(count)d rendez-vous", "count"),
        is_minor=True,
    ),
    Verb(
        "move_meeting",
        "coaching.mentormeeting",
        ngettext_lazy(
            "a proposé d’autres dates pour un rendez-vous",
            "a proposé d’autres dates pour %(count)d rendez-vous",
            "count",
        ),
        is_minor=True,
    ),
    Verb(
        "cancel",
        "coaching.mentormeeting",
        ngettext_lazy("a annulé un rendez-vous", "a annulé %(count)d rendez-vous", "count"),
        is_minor=True,
    ),
    Verb(
        "hold",
        "coaching.mentormeeting",
        ngettext_lazy(
            "a dit qu’un rendez-vous avait eu lieu",
            "a dit que %(count)d rendez-vous avaient eu lieu",
            "count",
        ),
        is_minor=True,
    ),
    Verb(
        "miss",
        "coaching.mentormeeting",
        ngettext_lazy(
            "a dit qu’un rendez-vous n’avait pas eu lieu",
            "a dit que %(count)d rendez-vous n’avaient pas eu lieu",
            "count",
        ),
        is_minor=True,
    ),
    Verb(
        "note_exchange",
        "coaching.mentormeeting",
        ngettext_lazy("a noté un échange", "a noté %(count)d échanges", "count"),
        is_minor=True,
    ),
    Verb(
        "ask_wishes",
        "programmes.edition",
        ngettext_lazy(
            "a demandé les souhaits de parrainage",
            "a demandé les souhaits de parrainage",
            "count",
        ),
    ),
    Verb(
        "save_wishes",
        "projects.participation",
        ngettext_lazy(
            "a dit les souhaits de son projet",
            "a dit les souhaits de %(count)d projets",
            "count",
        ),
    ),
    Verb(
        "save_mentor_wishes",
        "programmes.role",
        ngettext_lazy(
            "a dit ses souhaits de parrainage",
            "a dit ses souhaits de parrainage",
            "count",
        ),
    ),
    Verb(
        "ask_for_contact",
        "programmes.edition",
        ngettext_lazy(
            "a écrit aux parrains et marraines sans échange récent",
            "a écrit %(count)d fois aux parrains et marraines sans échange récent",
            "count",
        ),
    ),
)
