"""The audit verb of the room, with its description."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "projects.participation",
    Verb(
        "choose_scribe",
        "a choisi qui tient la plume à une table",
        "a choisi %(count)d fois qui tient la plume",
        is_minor=True,
    ),
)
