"""The audit verbs of conflicts, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "recuse",
        "projects.application",
        ngettext_lazy("a enregistré un déport", "a enregistré %(count)d déports", "count"),
        step=_("Déport enregistré"),
    ),
    Verb(
        "waive_conflict",
        "projects.seatwaiver",
        ngettext_lazy(
            "a accordé une dérogation pour siéger", "a accordé %(count)d dérogations pour siéger", "count"
        ),
        reason_is_open=True,
    ),
)
