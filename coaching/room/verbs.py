"""The audit verb of the room, with its description."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "choose_scribe",
        "projects.participation",
        acts("a choisi qui tient la plume à une table", "a choisi %(count)d fois qui tient la plume"),
        is_minor=True,
    ),
)
