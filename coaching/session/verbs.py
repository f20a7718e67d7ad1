"""The audit verbs of the session, with their descriptions."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "plan_session",
        "coaching.session",
        ngettext_lazy("a préparé la session", "a préparé la session", "count"),
    ),
    Verb(
        "edit_session",
        "coaching.session",
        ngettext_lazy(
            "a modifié le lieu de la session", "a modifié %(count)d fois le lieu de la session", "count"
        ),
    ),
    Verb(
        "publish_timetable",
        "coaching.session",
        ngettext_lazy("a publié le programme", "a publié le programme", "count"),
    ),
    Verb(
        "release_programme",
        "coaching.session",
        ngettext_lazy(
            "a publié des changements du programme",
            "a publié %(count)d fois des changements du programme",
            "count",
        ),
    ),
    Verb(
        "add_day",
        "coaching.sessionday",
        ngettext_lazy("a ajouté un jour à la session", "a ajouté %(count)d jours à la session", "count"),
    ),
    Verb(
        "remove_day",
        "coaching.sessionday",
        ngettext_lazy(
            "a supprimé un jour de la session", "a supprimé %(count)d jours de la session", "count"
        ),
    ),
    Verb(
        "share_out_day",
        "coaching.sessionday",
        ngettext_lazy("a réparti les projets", "a réparti les projets", "count"),
    ),
    Verb(
        "repair_turns",
        "coaching.sessionday",
        ngettext_lazy(
            "a déplacé des créneaux de coaching",
            "a déplacé des créneaux de coaching, %(count)d fois",
            "count",
        ),
    ),
    Verb(
        "add_room", "coaching.room", ngettext_lazy("a ajouté une salle", "a ajouté %(count)d salles", "count")
    ),
    Verb(
        "edit_room",
        "coaching.room",
        ngettext_lazy("a modifié une salle", "a modifié %(count)d salles", "count"),
    ),
    Verb(
        "remove_room",
        "coaching.room",
        ngettext_lazy("a supprimé une salle", "a supprimé %(count)d salles", "count"),
    ),
    Verb(
        "add_slot",
        "coaching.slot",
        ngettext_lazy("a ajouté un créneau", "a ajouté %(count)d créneaux", "count"),
    ),
    Verb(
        "edit_slot",
        "coaching.slot",
        ngettext_lazy("a modifié un créneau", "a modifié %(count)d créneaux", "count"),
    ),
    Verb(
        "remove_slot",
        "coaching.slot",
        ngettext_lazy("a supprimé un créneau", "a supprimé %(count)d créneaux", "count"),
    ),
    Verb(
        "add_group",
        "coaching.slotgroup",
        ngettext_lazy("a ajouté un groupe", "a ajouté %(count)d groupes", "count"),
    ),
    Verb(
        "edit_group",
        "coaching.slotgroup",
        ngettext_lazy("a modifié un groupe", "a modifié %(count)d groupes", "count"),
    ),
    Verb(
        "remove_group",
        "coaching.slotgroup",
        ngettext_lazy("a supprimé un groupe", "a supprimé %(count)d groupes", "count"),
    ),
    Verb(
        "book_slot",
        "coaching.booking",
        ngettext_lazy(
            "a placé un projet sur un créneau", "a placé des projets sur %(count)d créneaux", "count"
        ),
    ),
    Verb(
        "unbook_slot",
        "coaching.booking",
        ngettext_lazy(
            "a retiré un projet d’un créneau", "a retiré des projets de %(count)d créneaux", "count"
        ),
    ),
    Verb(
        "add_speaker",
        "coaching.slotspeaker",
        ngettext_lazy("a ajouté un intervenant", "a ajouté %(count)d intervenants", "count"),
    ),
    Verb(
        "edit_speaker",
        "coaching.slotspeaker",
        ngettext_lazy("a modifié un intervenant", "a modifié %(count)d intervenants", "count"),
    ),
    Verb(
        "remove_speaker",
        "coaching.slotspeaker",
        ngettext_lazy("a retiré un intervenant", "a retiré %(count)d intervenants", "count"),
    ),
    Verb(
        "add_resource",
        "coaching.slotresource",
        ngettext_lazy(
            "a ajouté un document du programme", "a ajouté %(count)d documents du programme", "count"
        ),
    ),
    Verb(
        "edit_resource",
        "coaching.slotresource",
        ngettext_lazy(
            "a modifié un document du programme", "a modifié %(count)d documents du programme", "count"
        ),
    ),
    Verb(
        "remove_resource",
        "coaching.slotresource",
        ngettext_lazy(
            "a retiré un document du programme", "a retiré %(count)d documents du programme", "count"
        ),
    ),
)
