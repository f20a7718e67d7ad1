"""The audit verbs of the session, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb("plan_session", "coaching.session", acts("a préparé la session", "a préparé la session")),
    Verb(
        "edit_session",
        "coaching.session",
        acts("a modifié le lieu de la session", "a modifié %(count)d fois le lieu de la session"),
    ),
    Verb("publish_timetable", "coaching.session", acts("a publié le programme", "a publié le programme")),
    Verb(
        "release_programme",
        "coaching.session",
        acts("a publié des changements du programme", "a publié %(count)d fois des changements du programme"),
    ),
    Verb(
        "add_day",
        "coaching.sessionday",
        acts("a ajouté un jour à la session", "a ajouté %(count)d jours à la session"),
    ),
    Verb(
        "remove_day",
        "coaching.sessionday",
        acts("a supprimé un jour de la session", "a supprimé %(count)d jours de la session"),
    ),
    Verb("share_out_day", "coaching.sessionday", acts("a réparti les projets", "a réparti les projets")),
    Verb(
        "repair_turns",
        "coaching.sessionday",
        acts("a déplacé des créneaux de coaching", "a déplacé des créneaux de coaching, %(count)d fois"),
    ),
    Verb(
        "fill_waiting",
        "coaching.session",
        acts(
            "a proposé aux projets qui attendent d’avancer en autonomie",
            "a proposé %(count)d fois aux projets qui attendent d’avancer en autonomie",
        ),
    ),
    Verb("add_room", "coaching.room", acts("a ajouté une salle", "a ajouté %(count)d salles")),
    Verb("edit_room", "coaching.room", acts("a modifié une salle", "a modifié %(count)d salles")),
    Verb("remove_room", "coaching.room", acts("a supprimé une salle", "a supprimé %(count)d salles")),
    Verb("add_slot", "coaching.slot", acts("a ajouté un créneau", "a ajouté %(count)d créneaux")),
    Verb("edit_slot", "coaching.slot", acts("a modifié un créneau", "a modifié %(count)d créneaux")),
    Verb("remove_slot", "coaching.slot", acts("a supprimé un créneau", "a supprimé %(count)d créneaux")),
    Verb("add_group", "coaching.slotgroup", acts("a ajouté un groupe", "a ajouté %(count)d groupes")),
    Verb("edit_group", "coaching.slotgroup", acts("a modifié un groupe", "a modifié %(count)d groupes")),
    Verb("remove_group", "coaching.slotgroup", acts("a supprimé un groupe", "a supprimé %(count)d groupes")),
    Verb(
        "book_slot",
        "coaching.booking",
        acts("a placé un projet sur un créneau", "a placé des projets sur %(count)d créneaux"),
    ),
    Verb(
        "unbook_slot",
        "coaching.booking",
        acts("a retiré un projet d’un créneau", "a retiré des projets de %(count)d créneaux"),
    ),
    Verb(
        "add_speaker",
        "coaching.slotspeaker",
        acts("a ajouté un intervenant", "a ajouté %(count)d intervenants"),
    ),
    Verb(
        "edit_speaker",
        "coaching.slotspeaker",
        acts("a modifié un intervenant", "a modifié %(count)d intervenants"),
    ),
    Verb(
        "remove_speaker",
        "coaching.slotspeaker",
        acts("a retiré un intervenant", "a retiré %(count)d intervenants"),
    ),
    Verb(
        "add_resource",
        "coaching.slotresource",
        acts("a ajouté un document du programme", "a ajouté %(count)d documents du programme"),
    ),
    Verb(
        "edit_resource",
        "coaching.slotresource",
        acts("a modifié un document du programme", "a modifié %(count)d documents du programme"),
    ),
    Verb(
        "remove_resource",
        "coaching.slotresource",
        acts("a retiré un document du programme", "a retiré %(count)d documents du programme"),
    ),
)
