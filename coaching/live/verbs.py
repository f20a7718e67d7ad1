"""The audit verbs of the day itself, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "coaching.slotshift",
    Verb("shift_programme", "a décalé la fin de la demi-journée", "a décalé %(count)d fois la demi-journée"),
    Verb("undo_shift", "a annulé un décalage", "a annulé %(count)d décalages"),
)
