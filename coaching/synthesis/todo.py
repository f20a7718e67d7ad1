"""Things to do about documents: build the synthesis of the edition, once those of the projects came."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coaching.models import Survey, SurveyInvitation
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.queries import has_edition_report
from programmes.enums import AFTER_THE_SESSION
from programmes.models import Edition
from programmes.todo import TodoReader, TodoRule, TodoUrgency


def _select_to_build(reader: TodoReader) -> "QuerySet[Edition]":
    """Editions whose survey is over, or answered by every project."""
    unanswered = SurveyInvitation.objects.unanswered().filter(
        survey__edition=OuterRef("pk"),
        survey__kind=SurveyKind.SYNTHESIS,
        survey__closes_at__gt=reader.at,
    )
    sent = Survey.objects.with_links_sent().filter(edition=OuterRef("pk"), kind=SurveyKind.SYNTHESIS)
    return Edition.objects.filter(~has_edition_report(), Exists(sent), ~Exists(unanswered))


RULES = (
    TodoRule(
        page="coaching:manage_reports",
        phases=AFTER_THE_SESSION,
        select=_select_to_build,
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Construire la synthèse de l’édition"),
        text=_("Un document à partager avec les partenaires."),
        button=_("Construire"),
        is_counted=False,
    ),
)
