"""The audit verbs of incidents, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "coaching.incident",
    Verb("record_incident", "a noté un imprévu et prévenu", "a noté %(count)d imprévus et prévenu"),
    Verb("undo_incident", "a annulé un imprévu", "a annulé %(count)d imprévus"),
)
