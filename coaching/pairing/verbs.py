"""The audit verbs of pairing, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "propose_mentor",
        "coaching.pairing",
        acts("a proposé un parrainage", "a proposé %(count)d parrainages"),
    ),
    Verb(
        "set_capacity",
        "programmes.role",
        acts(
            "a fixé combien de projets une personne suit",
            "a fixé combien de projets %(count)d personnes suivent",
        ),
    ),
    Verb("accept", "coaching.pairing", acts("a accepté un parrainage", "a accepté %(count)d parrainages")),
    Verb("refuse", "coaching.pairing", acts("a décliné un parrainage", "a décliné %(count)d parrainages")),
    Verb("end", "coaching.pairing", acts("a mis fin à un parrainage", "a mis fin à %(count)d parrainages")),
    Verb(
        "free_turns",
        "projects.participation",
        acts("a rendu ses créneaux de coaching", "a rendu ses créneaux de coaching"),
    ),
    Verb(
        "leave_slots",
        "programmes.role",
        acts(
            "a retiré à une personne les créneaux qu’elle animait",
            "a retiré à %(count)d personnes les créneaux qu’elles animaient",
        ),
    ),
    Verb(
        "propose_meeting",
        "coaching.mentormeeting",
        acts("a proposé un rendez-vous", "a proposé %(count)d rendez-vous"),
        is_minor=True,
    ),
    Verb(
        "confirm_meeting",
        "coaching.mentormeeting",
        acts("a accepté un rendez-vous", "a accepté %(count)d rendez-vous"),
        is_minor=True,
    ),
    Verb(
        "move_meeting",
        "coaching.mentormeeting",
        acts(
            "a proposé d’autres dates pour un rendez-vous",
            "a proposé d’autres dates pour %(count)d rendez-vous",
        ),
        is_minor=True,
    ),
    Verb(
        "cancel",
        "coaching.mentormeeting",
        acts("a annulé un rendez-vous", "a annulé %(count)d rendez-vous"),
        is_minor=True,
    ),
    Verb(
        "hold",
        "coaching.mentormeeting",
        acts("a dit qu’un rendez-vous avait eu lieu", "a dit que %(count)d rendez-vous avaient eu lieu"),
        is_minor=True,
    ),
    Verb(
        "miss",
        "coaching.mentormeeting",
        acts(
            "a dit qu’un rendez-vous n’avait pas eu lieu",
            "a dit que %(count)d rendez-vous n’avaient pas eu lieu",
        ),
        is_minor=True,
    ),
    Verb(
        "note_exchange",
        "coaching.mentormeeting",
        acts("a noté un échange", "a noté %(count)d échanges"),
        is_minor=True,
    ),
    Verb(
        "ask_wishes",
        "programmes.edition",
        acts("a demandé les souhaits de parrainage", "a demandé les souhaits de parrainage"),
    ),
    Verb(
        "save_wishes",
        "projects.participation",
        acts("a dit les souhaits de son projet", "a dit les souhaits de %(count)d projets"),
    ),
    Verb(
        "save_mentor_wishes",
        "programmes.role",
        acts("a dit ses souhaits de parrainage", "a dit ses souhaits de parrainage"),
    ),
    Verb(
        "ask_for_contact",
        "programmes.edition",
        acts(
            "a écrit aux parrains et marraines sans échange récent",
            "a écrit %(count)d fois aux parrains et marraines sans échange récent",
        ),
    ),
)
