"""Homes: those who hold a project, those who coach."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.models import OutgoingMail
from coaching.home import coach as coaches
from coaching.home import holder as journey
from coaching.home.holder.waiting import ASKED_AS
from coaching.ideas.queries import list_thanked_ideas
from coaching.live.queries import find_live_links
from coaching.surveys.to_answer import find_personal_survey
from programmes.access import set_edition
from programmes.capabilities import Capability
from programmes.homes import Home
from programmes.shell import list_own_homes

LATEST = 5
"""Messages shown on the home; the others have a page of their own."""


@require_safe
def my_home(request: AuthenticatedRequest) -> HttpResponse:
    """What waits over all projects of this person, then each of them, the dates, the messages."""
    at = timezone.now()
    dossiers, withdrawn = journey.read_holder(request.user, at)
    editions = journey.editions_of(dossiers)
    if len(editions) == 1:
        set_edition(request, editions[0])
    actions = journey.list_next_for_holder(dossiers, at, find_personal_survey(request.user, at, ASKED_AS))
    context = {
        "live": find_live_links(request.user, at),
        "next": next(iter(actions), None),
        "others": actions[1:],
        "cards": [
            {"dossier": dossier, "steps": journey.journey(dossier, at), "papers": journey.papers_of(dossier)}
            for dossier in dossiers
        ],
        "editions": [{"edition": edition, "dates": journey.dates_of(edition, at)} for edition in editions],
        "mails": OutgoingMail.objects.received_by(request.user).only("subject", "sent_at")[:LATEST],
        "withdrawn": withdrawn,
        "ideas": list_thanked_ideas(request.user),
        "calls": [] if dossiers else journey.open_calls(at),
        "homes": [] if dossiers or withdrawn else _list_other_homes(request),
    }
    return render(request, "coaching/home/my_home.html", context)


def _list_other_homes(request: AuthenticatedRequest) -> list[Home]:
    """Where this person works, besides the home of those who apply."""
    return [home for home in list_own_homes(request) if home.capability != Capability.HOLD_PROJECT]


@require_safe
def coaching_home(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for an answer, the projects one follows, one's own programme, the projects of the edition."""
    at = timezone.now()
    work = coaches.work_of(request.user, request.GET.get("page"), at)
    context = {
        "work": work,
        "next": coaches.next_for_coach(work, at),
        "live": find_live_links(request.user, at),
        "ideas": list_thanked_ideas(request.user),
    }
    return render(request, "coaching/home/home_coach.html", context)
