"""The audit verbs of the session, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.session",
        Verb("plan_session", "a préparé la session", "a préparé la session"),
        Verb(
            "edit_session",
            "a modifié le lieu de la session",
            "a modifié %(count)d fois le lieu de la session",
        ),
        Verb("publish_timetable", "a publié le programme", "a publié le programme"),
        Verb(
            "release_programme",
            "a publié des changements du programme",
            "a publié %(count)d fois des changements du programme",
        ),
        Verb(
            "fill_waiting",
            "a proposé aux projets qui attendent d’avancer en autonomie",
            "a proposé %(count)d fois aux projets qui attendent d’avancer en autonomie",
        ),
    ),
    *verbs_of(
        "coaching.sessionday",
        Verb("add_day", "a ajouté un jour à la session", "a ajouté %(count)d jours à la session"),
        Verb("remove_day", "a supprimé un jour de la session", "a supprimé %(count)d jours de la session"),
        Verb("share_out_day", "a réparti les projets", "a réparti les projets"),
        Verb(
            "repair_turns",
            "a déplacé des créneaux de coaching",
            "a déplacé des créneaux de coaching, %(count)d fois",
        ),
    ),
    *verbs_of(
        "coaching.room",
        Verb("add_room", "a ajouté une salle", "a ajouté %(count)d salles"),
        Verb("edit_room", "a modifié une salle", "a modifié %(count)d salles"),
        Verb("remove_room", "a supprimé une salle", "a supprimé %(count)d salles"),
    ),
    *verbs_of(
        "coaching.slot",
        Verb("add_slot", "a ajouté un créneau", "a ajouté %(count)d créneaux"),
        Verb("edit_slot", "a modifié un créneau", "a modifié %(count)d créneaux"),
        Verb("remove_slot", "a supprimé un créneau", "a supprimé %(count)d créneaux"),
    ),
    *verbs_of(
        "coaching.slotgroup",
        Verb("add_group", "a ajouté un groupe", "a ajouté %(count)d groupes"),
        Verb("edit_group", "a modifié un groupe", "a modifié %(count)d groupes"),
        Verb("remove_group", "a supprimé un groupe", "a supprimé %(count)d groupes"),
    ),
    *verbs_of(
        "coaching.booking",
        Verb("book_slot", "a placé un projet sur un créneau", "a placé des projets sur %(count)d créneaux"),
        Verb("unbook_slot", "a retiré un projet d’un créneau", "a retiré des projets de %(count)d créneaux"),
    ),
    *verbs_of(
        "coaching.slotspeaker",
        Verb("add_speaker", "a ajouté un intervenant", "a ajouté %(count)d intervenants"),
        Verb("edit_speaker", "a modifié un intervenant", "a modifié %(count)d intervenants"),
        Verb("remove_speaker", "a retiré un intervenant", "a retiré %(count)d intervenants"),
    ),
    *verbs_of(
        "coaching.slotresource",
        Verb(
            "add_resource", "a ajouté un document du programme", "a ajouté %(count)d documents du programme"
        ),
        Verb(
            "edit_resource",
            "a modifié un document du programme",
            "a modifié %(count)d documents du programme",
        ),
        Verb(
            "remove_resource",
            "a retiré un document du programme",
            "a retiré %(count)d documents du programme",
        ),
    ),
)
