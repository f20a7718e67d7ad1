"""The audit verbs of pairing, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.pairing",
        Verb("propose_mentor", "a proposé un parrainage", "a proposé %(count)d parrainages"),
        Verb("accept", "a accepté un parrainage", "a accepté %(count)d parrainages"),
        Verb("refuse", "a décliné un parrainage", "a décliné %(count)d parrainages"),
        Verb("end", "a mis fin à un parrainage", "a mis fin à %(count)d parrainages"),
    ),
    *verbs_of(
        "programmes.role",
        Verb(
            "set_capacity",
            "a fixé combien de projets une personne suit",
            "a fixé combien de projets %(count)d personnes suivent",
        ),
        Verb(
            "leave_slots",
            "a retiré à une personne les créneaux qu’elle animait",
            "a retiré à %(count)d personnes les créneaux qu’elles animaient",
        ),
        Verb("save_mentor_wishes", "a dit ses souhaits de parrainage", "a dit ses souhaits de parrainage"),
    ),
    *verbs_of(
        "projects.participation",
        Verb("free_turns", "a rendu ses créneaux de coaching", "a rendu ses créneaux de coaching"),
        Verb("save_wishes", "a dit les souhaits de son projet", "a dit les souhaits de %(count)d projets"),
    ),
    *verbs_of(
        "coaching.mentormeeting",
        Verb("propose_meeting", "a proposé un rendez-vous", "a proposé %(count)d rendez-vous", is_minor=True),
        Verb("confirm_meeting", "a accepté un rendez-vous", "a accepté %(count)d rendez-vous", is_minor=True),
        Verb(
            "move_meeting",
            "a proposé d’autres dates pour un rendez-vous",
            "a proposé d’autres dates pour %(count)d rendez-vous",
            is_minor=True,
        ),
        Verb("cancel", "a annulé un rendez-vous", "a annulé %(count)d rendez-vous", is_minor=True),
        Verb(
            "hold",
            "a dit qu’un rendez-vous avait eu lieu",
            "a dit que %(count)d rendez-vous avaient eu lieu",
            is_minor=True,
        ),
        Verb(
            "miss",
            "a dit qu’un rendez-vous n’avait pas eu lieu",
            "a dit que %(count)d rendez-vous n’avaient pas eu lieu",
            is_minor=True,
        ),
        Verb("note_exchange", "a noté un échange", "a noté %(count)d échanges", is_minor=True),
    ),
    *verbs_of(
        "programmes.edition",
        Verb("ask_wishes", "a demandé les souhaits de parrainage", "a demandé les souhaits de parrainage"),
        Verb(
            "ask_for_contact",
            "a écrit aux parrains et marraines sans échange récent",
            "a écrit %(count)d fois aux parrains et marraines sans échange récent",
        ),
    ),
)
