"""The audit verbs of the day itself, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "shift_programme",
        "coaching.slotshift",
        acts("a décalé la fin de la demi-journée", "a décalé %(count)d fois la demi-journée"),
    ),
    Verb("undo_shift", "coaching.slotshift", acts("a annulé un décalage", "a annulé %(count)d décalages")),
)
