"""The page of results of a survey, and its responses as a file."""

import tempfile
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import Survey
from coaching.surveys.results.figures import group_figures
from coaching.surveys.results.reading import read_results
from coaching.surveys.results.several import compare, list_compared, read_for_organisers
from coaching.surveys.results.workbook import write_responses
from coaching.surveys.views.finding import find_survey
from programmes.access import can
from programmes.capabilities import Capability

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _find_readable_survey(request: AuthenticatedRequest, edition: str, kind: str) -> Survey:
    """The survey of this address, if this person may read its results. Raises ``Http404``."""
    return find_survey(request, edition, kind, Survey.objects.visible_to(request.user).select_related("form"))


@never_cache
@require_safe
def survey_results(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """How many answered, then each question: its chart and table, its words."""
    survey = _find_readable_survey(request, edition, kind)
    organises = can(request, Capability.MANAGE_FOLLOW_UP, edition=edition)
    results, crossed = (
        read_for_organisers(survey, request.GET.get("page", ""))
        if organises
        else (read_results(survey, organises=False), [])
    )
    context = {
        "survey": survey,
        "results": results,
        "groups": group_figures(results.answered, form=survey.form_id, reads_responses=organises),
        "organises": organises,
        "crossed": crossed,
        "is_waiting": survey.hides_names
        and not results.is_partial
        and not any(answered.counts for answered in results.answered),
        "language": get_language(),
    }
    return render(request, "coaching/surveys/survey_results.html", context)


@never_cache
@require_safe
def compare_surveys(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """The surveys of the edition side by side, or this wave from edition to edition of the programme."""
    survey = _find_readable_survey(request, edition, kind)
    between = "editions" if request.GET.get("between") == "editions" else "waves"
    surveys = list_compared(survey, request.user, between=between)
    compared, page = compare(surveys, request.GET.get("page", ""))
    context = {"survey": survey, "between": between, "compared": compared, "page": page}
    return render(request, "coaching/surveys/survey_compare.html", context)


@never_cache
@require_safe
def survey_results_file(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """Every response, one row each."""
    survey = _find_readable_survey(request, edition, kind)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "responses.xlsx"
        write_responses(path, survey, at=timezone.now())
        content = path.read_bytes()
    disposition = f'attachment; filename="{edition}-{kind}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
