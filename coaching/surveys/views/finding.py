"""The survey that an address names, for the views."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from coaching.models import Survey
from coaching.surveys.models.survey import SurveyQuerySet
from coaching.surveys.waves import Wave, read_wave
from programmes.access import edition_for


def find_wave(slug: str) -> Wave:
    """Raises ``Http404``."""
    wave = read_wave(slug)
    if wave is None:
        raise Http404
    return wave


def find_survey(request: HttpRequest, edition: str, kind: str, rows: SurveyQuerySet | None = None) -> Survey:
    """The survey of this wave of the edition, among ``rows`` unless all of them may be. Raises ``Http404``."""
    shown = edition_for(request, edition)
    candidates = Survey.objects.all() if rows is None else rows
    survey = get_object_or_404(candidates.of_wave(find_wave(kind)), edition=shown)
    survey.edition = shown
    return survey
