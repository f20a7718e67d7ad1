"""The survey of an address, for the views."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from accelerator.web.forms import RefusalAsMessage
from coaching.models import Survey
from coaching.surveys.enums import Wave, read_wave
from coaching.surveys.links import find_anonymous_survey, find_invitation, find_personal_response
from coaching.surveys.models.survey import SurveyQuerySet
from programmes.access import edition_for, set_edition


def find_wave(slug: str) -> Wave:
    """Raises ``Http404``."""
    wave = read_wave(slug)
    if wave is None:
        raise Http404
    return wave


def find_survey(request: HttpRequest, edition: str, kind: str, rows: SurveyQuerySet | None = None) -> Survey:
    """The survey of this wave of the edition, among ``rows`` or all. Raises ``Http404``."""
    current_edition = edition_for(request, edition)
    candidates = Survey.objects.all() if rows is None else rows
    survey = get_object_or_404(candidates.of_wave(find_wave(kind)), edition=current_edition)
    survey.edition = current_edition
    return survey


def find_by_token(
    find: Callable[[str], Any], *, speak: Callable[[Any], str] | None = None
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view the result of ``find`` for the token of its address: a row of answers, or a survey.

    Invalid tokens always get the same page. ``speak``: the language of the person of the link, used unless the
    visitor chose one.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @never_cache
        def wrapper(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
            target = find(token)
            if target is None:
                response = render(request, "coaching/surveys/survey_unknown.html", status=404)
            else:
                survey = target if isinstance(target, Survey) else target.survey
                set_edition(request, survey.edition)
                if speak:
                    use_language(request, speak(target))
                response = view(request, target, token, **kwargs)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return wrapper

    return decorate


def use_language(request: HttpRequest, language: str) -> None:
    """Use the language of the person of a link, unless the visitor chose one or is signed in."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
        return
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


by_link = find_by_token(find_invitation, speak=lambda invitation: invitation.speaks)
by_personal_link = find_by_token(find_personal_response, speak=lambda response: response.person.language)
by_anonymous_link = find_by_token(find_anonymous_survey)


T = TypeVar("T")


def make_survey_address(edition: str, survey: str) -> str:
    """The organisers' page of this survey."""
    return f"{reverse('coaching:manage_surveys', args=[edition])}?kind={survey}"


def act(
    request: HttpRequest, do: Callable[..., T], describe: Callable[[T], str], *, back: str, **what: object
) -> HttpResponse:
    """Call ``do`` with ``what``, then go back with a message: the result of ``describe``, or the refusal."""
    with RefusalAsMessage(request):
        result = do(**what, actor=request.user, at=timezone.now())
        messages.success(request, describe(result))
    return redirect(back)
