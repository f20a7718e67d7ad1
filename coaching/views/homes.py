"""Homes: those who hold a project, those who coach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching import coaches, journey


@require_safe
def my_home(request: HttpRequest) -> HttpResponse:
    """The one next thing over all projects of this person, then each of them."""
    at = timezone.now()
    dossiers = journey.dossiers_of(request.user)
    if len({one.edition.pk for one in dossiers}) == 1:
        request.edition = dossiers[0].edition  # type: ignore[attr-defined]
    context = {
        "next": journey.next_for_holder(dossiers, at),
        "cards": [{"dossier": one, "steps": journey.journey(one, at)} for one in dossiers],
        "calls": [] if dossiers else journey.open_calls(at),
    }
    return render(request, "coaching/my_home.html", context)


@require_safe
def coaching_home(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the projects one follows, one's own programme, the projects of the edition."""
    at = timezone.now()
    work = coaches.work_of(request.user, request.GET.get("page"), at)
    return render(
        request, "coaching/home_coach.html", {"work": work, "next": coaches.next_for_coach(work, at)}
    )
