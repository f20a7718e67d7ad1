"""The audit verbs of review, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "assign",
        "projects.application",
        ngettext_lazy("a confié une évaluation", "a confié %(count)d évaluations", "count"),
        step=_("Évaluation confiée"),
    ),
    Verb(
        "unassign",
        "projects.application",
        ngettext_lazy("a retiré une évaluation", "a retiré %(count)d évaluations", "count"),
        step=_("Évaluation reprise"),
    ),
    Verb(
        "start_review",
        "projects.application",
        ngettext_lazy(
            "a ouvert l’évaluation d’un dossier", "a ouvert l’évaluation de %(count)d dossiers", "count"
        ),
        step=_("Évaluation commencée"),
        is_minor=True,
    ),
    Verb(
        "apply_assignment",
        "programmes.edition",
        ngettext_lazy("a réparti les évaluations", "a réparti les évaluations", "count"),
    ),
    Verb(
        "extend_reviews",
        "programmes.edition",
        ngettext_lazy(
            "a laissé plus de temps à un membre du comité", "a laissé %(count)d délais au comité", "count"
        ),
    ),
    Verb(
        "remind_reviewer",
        "programmes.edition",
        ngettext_lazy("a relancé une personne du comité", "a relancé %(count)d personnes du comité", "count"),
    ),
    Verb(
        "submit_review",
        "projects.review",
        ngettext_lazy("a envoyé une évaluation", "a envoyé %(count)d évaluations", "count"),
    ),
    Verb(
        "take_back_review",
        "projects.review",
        ngettext_lazy("a repris une évaluation envoyée", "a repris %(count)d évaluations envoyées", "count"),
    ),
)
