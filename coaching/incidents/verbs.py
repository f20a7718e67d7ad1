"""The audit verbs of incidents, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "record_incident",
        "coaching.incident",
        acts("a noté un imprévu et prévenu", "a noté %(count)d imprévus et prévenu"),
    ),
    Verb("undo_incident", "coaching.incident", acts("a annulé un imprévu", "a annulé %(count)d imprévus")),
)
