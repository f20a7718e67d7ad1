"""The audit verbs of completion, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "request_completion",
        "projects.application",
        ngettext_lazy("a demandé un complément", "a demandé %(count)d compléments", "count"),
        step=_("Complément demandé"),
    ),
    Verb(
        "answer_completion",
        "projects.application",
        ngettext_lazy(
            "a répondu à une demande de complément", "a répondu à %(count)d demandes de complément", "count"
        ),
        step=_("Complément reçu"),
    ),
    Verb(
        "accept_completion",
        "projects.application",
        ngettext_lazy("a accepté un complément", "a accepté %(count)d compléments", "count"),
        step=_("Complément accepté"),
    ),
    Verb(
        "extend_completion",
        "projects.application",
        ngettext_lazy(
            "a repoussé la date d’un complément", "a repoussé la date de %(count)d compléments", "count"
        ),
        step=_("Échéance du complément repoussée"),
    ),
    Verb(
        "cancel_completion",
        "projects.application",
        ngettext_lazy("a clos une demande de complément", "a clos %(count)d demandes de complément", "count"),
        step=_("Demande de complément close"),
    ),
)
