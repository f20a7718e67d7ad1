"""The mix on a phone, and the ideas that a project received: read in its room, sorted, thanked for."""

import uuid
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.actions import RowsClosed, RowUnknown
from accelerator.types import Context
from accelerator.web.autosave import report_refused, report_saved
from accelerator.web.forms import RefusalAsMessage, describe_errors
from accelerator.web.templatetags.prose import day
from coaching.attendance.actions.attendees import set_credit
from coaching.attendance.codes import make_key
from coaching.attendance.views.joining import in_session
from coaching.attendance.visits import Visit
from coaching.ideas.actions.contributions import (
    TargetRefused,
    disown_ideas,
    judge,
    own_ideas,
    send_contribution,
    thank,
)
from coaching.ideas.enums import ContributionKind, Verdict
from coaching.ideas.forms import IdeaForm
from coaching.ideas.queries import group_ideas, list_own_ideas, list_received, read_board, read_tick
from coaching.ideas.seats import read_own_mix, read_own_seats
from coaching.models import Contribution
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_as_holder, enter_room, render_tab
from coaching.session.printing import render_paper, respond_with_pdf


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def idea(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form of the next idea; ``?part=mine``: only the list of one's own ideas."""
    if request.method == "POST":
        # ``wrote``: ideas that a phone wrote under this name
        if "credit" in request.POST:
            return _set_credit(request, visit)
        if "wrote" in request.POST and visit.proved:
            return _set_authorship(request, visit)
        return _send(request, visit)
    if request.GET.get("part") == "mine":
        own = list_own_ideas(visit.attendee, by_name=not visit.proved)
        return render(request, "coaching/ideas/_mine.html", {"ideas": own})
    initial = {
        "uid": uuid.uuid4(),
        "kind": ContributionKind.IDEA,
        "participation": request.GET.get("project", ""),
    }
    form = IdeaForm(initial=initial, session=visit.session, attendee=visit.attendee)
    return _render(request, visit, form)


def _set_credit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Save whether syntheses may name this person beside their ideas."""
    visit.attendee.session, agreed = visit.session, request.POST["credit"] == "yes"
    with RefusalAsMessage(request):
        set_credit(attendee=visit.attendee, agreed=agreed, proved=visit.proved, actor=None, at=timezone.now())
        messages.success(request, _("C’est noté."))
    return redirect(f"{request.path}#credit-title")


def _set_authorship(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Save whether this person wrote the ideas of a phone that chose their name."""
    if request.POST["wrote"] == "yes":
        own_ideas(attendee=visit.attendee)
        messages.success(request, _("C’est noté : ces idées sont les vôtres."))
    else:
        actor = request.user if request.user.is_authenticated else None
        disown_ideas(session=visit.session, attendee=visit.attendee, actor=actor, at=timezone.now())
        messages.success(request, _("C’est noté : ces idées ne portent plus votre nom, l’équipe les relira."))
    return redirect(request.path)


def _render(
    request: HttpRequest, visit: Visit, form: IdeaForm, *, notice: str | Promise = "", status: int = 200
) -> HttpResponse:
    tick = read_tick(visit.session.pk)  # before the rest: what changes meanwhile is requested again
    at = timezone.now()
    current = read_board(visit.session.pk, at).round
    feed = reverse("coaching:mix_feed", args=[visit.code.code])
    own = read_own_mix(visit.attendee, at)
    seats = [] if own.is_over else read_own_seats(visit.session, own)
    if not form.initial.get("participation"):  # one writes first to the table one sits at
        form.initial["participation"] = next((seat.place for seat in seats if seat.is_now), "")
    context = {
        "visit": visit,
        "form": form,
        "round": current,
        "tick": tick,
        "notice": notice,
        "feed_url": f"{feed}?k={make_key(visit.code.code)}",
        "ideas": list_own_ideas(visit.attendee, by_name=not visit.proved),
        "doubtful": list_own_ideas(visit.attendee, by_name=True) if visit.proved else [],
        "key": make_key(visit.code.code),
        "seats": seats,
    }
    return render(request, "coaching/ideas/idea_page.html", context, status=status)


def _send(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Save the idea; a script gets an answer for :mod:`accelerator.web.autosave`, a plain form the page again."""
    at = timezone.now()
    form = IdeaForm(request.POST, session=visit.session, attendee=visit.attendee)
    if not form.is_valid():
        return _refuse(request, visit, form)
    try:
        sent = send_contribution(
            session=visit.session,
            attendee=visit.attendee,
            at=at,
            by_name=not visit.proved,
            **form.cleaned_data,
        )
    except RowsClosed as closed:
        return _refuse(request, visit, form, closed.message, closed=True)
    except (TargetRefused, RowUnknown) as refused:
        message = getattr(refused, "message", _("Rechargez la page : cet envoi n’est pas le vôtre."))
        return _refuse(request, visit, form, message)
    return _thank(request, sent, at)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _refuse(
    request: HttpRequest, visit: Visit, form: IdeaForm, message: str | Promise = "", *, closed: bool = False
) -> HttpResponse:
    """``message``: an error of the whole form; without it, those of the fields."""
    if _is_script(request):
        return report_refused(message or describe_errors(form), closed=closed)
    return _render(request, visit, form, notice=message, status=422)


def _thank(request: HttpRequest, sent: Contribution, at: datetime) -> HttpResponse:
    message = (
        _("Merci ! Votre idée sera relue avant d’être affichée.")
        if sent.is_pending
        else _("Merci ! Votre idée est au mur.")
    )
    if _is_script(request):
        return report_saved(at, version=sent.version, answered=1, total=1, message=message)
    messages.success(request, message)
    return redirect(f"{request.path}?project={sent.participation_id}")


@require_safe
def ideas_received(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The ideas by round, those without a verdict first."""
    room = enter_room(request, slug)
    ideas = list(list_received(room.participation))
    waiting = [idea for idea in ideas if not idea.verdict]
    groups = [(verdict, [idea for idea in ideas if idea.verdict == verdict]) for verdict in Verdict]
    buttons = [
        (Verdict.KEEP, _("Garder")),
        (Verdict.DIG, _("Creuser")),
        (Verdict.SET_ASIDE, _("Mettre de côté")),
    ]
    context = {
        "ideas": ideas,
        "waiting": waiting,
        "groups": [(verdict, group) for verdict, group in groups if group],
        "by": request.GET.get("by", ""),
        "sections": group_ideas(ideas, request.GET.get("by", "")),
        "buttons": buttons,
    }
    return render_tab(request, room, "ideas", "coaching/ideas/received_page.html", context)


@never_cache
@require_safe
def ideas_list(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The received ideas on paper."""
    room, at = enter_room(request, slug), timezone.now()
    data = _build_pdf_context(room, list(list_received(room.participation)), at)
    content = render_paper("coaching/ideas/received.typ", data, room.project.title, at)
    name = _("idees")
    return respond_with_pdf(content, f"{name}-{room.slug}")


def _build_pdf_context(room: ProjectRoom, ideas: list[Contribution], at: datetime) -> Context:
    edition = room.participation.edition
    count = ngettext("%(count)d idée reçue", "%(count)d idées reçues", len(ideas)) % {"count": len(ideas)}
    return {
        "running": edition.name,
        "kind": _("Grand Mix des idées"),
        "subtitle": f"{edition.name} · {count}" if ideas else edition.name,
        "foot": _("État au %(day)s. Ces idées restent dans la session : ne les diffusez pas.")
        % {"day": day(at)},
        "empty": _("Pas encore d’idée reçue."),
        "sections": [
            {"title": title, "ideas": [_arrange_idea(idea) for idea in group]}
            for title, group in group_ideas(ideas, "blocker")
        ],
    }


def _arrange_idea(idea: Contribution) -> dict[str, str]:
    number = _("Tour %(number)d") % {"number": idea.round.number} if idea.round else ""
    verdict = str(idea.get_verdict_display()) if idea.verdict else ""
    body = idea.attendee.body if idea.attendee else ""
    return {
        "about": " · ".join(filter(None, [str(idea.get_kind_display()), number, verdict])),
        "text": idea.text,
        "author": ", ".join(filter(None, [idea.author_name, body])),
    }


@require_POST
def sort_idea(request: AuthenticatedRequest, slug: str, uid: UUID) -> HttpResponse:
    """``verdict``: keep, dig, aside, or "" to reset it; ``thanks``: thank, or withdraw the thanks."""
    room = enter_as_holder(request, slug)
    idea = get_object_or_404(Contribution.objects.active(), uid=uid, participation=room.participation)
    page, at = reverse("coaching:room_ideas", args=[slug]), timezone.now()
    if "thanks" in request.POST:
        thanked = bool(request.POST["thanks"])
        if thank(contribution=idea, at=at if thanked else None) and thanked:
            messages.success(request, _("%(name)s lira votre merci.") % {"name": idea.author_name})
        return redirect(f"{page}#idea-{uid}")
    verdict = request.POST.get("verdict", "")
    if verdict and verdict not in Verdict:
        raise Http404
    with RefusalAsMessage(request):
        judge(contribution=idea, verdict=verdict, at=at)
    return redirect(page if verdict else f"{page}#idea-{uid}")
