"""The audit verbs of the day itself, with their descriptions."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "shift_programme",
        "coaching.slotshift",
        ngettext_lazy(
            "a décalé la fin de la demi-journée", "a décalé %(count)d fois la demi-journée", "count"
        ),
    ),
    Verb(
        "undo_shift",
        "coaching.slotshift",
        ngettext_lazy("a annulé un décalage", "a annulé %(count)d décalages", "count"),
    ),
)
