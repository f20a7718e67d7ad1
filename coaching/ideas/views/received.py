"""The ideas that a project received: read by who is in its room, sorted and thanked for by those who hold it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator import pdf
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.templatetags.prose import day
from coaching.ideas.actions.contributions import judge, thank
from coaching.ideas.enums import Verdict
from coaching.ideas.queries import group_ideas, list_received
from coaching.models import Contribution
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, render_tab


@require_safe
def ideas_received(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """By round, those that nobody sorted yet first."""
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
        "groups": [(verdict, found) for verdict, found in groups if found],
        "by": request.GET.get("by", ""),
        "sections": group_ideas(ideas, request.GET.get("by", "")),
        "buttons": buttons,
    }
    return render_tab(request, room, "ideas", "coaching/ideas/received_page.html", context)


@never_cache
@require_safe
def ideas_list(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The same on paper, for a table that sorts with a pen."""
    room, at = enter_room(request, slug), timezone.now()
    content = pdf.render(
        "coaching/ideas/received.typ",
        pdf.french_spaces_in(_arrange(room, list(list_received(room.participation)), at)),
        title=pdf.french_spaces_in(room.project.title),
        language=translation.get_language() or "fr",
        at=at,
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = _("idees")
    response["Content-Disposition"] = f'inline; filename="{name}-{room.slug}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _arrange(room: ProjectRoom, ideas: list[Contribution], at: datetime) -> Context:
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
            {"title": title, "ideas": [_arrange_idea(idea) for idea in found]}
            for title, found in group_ideas(ideas, "blocker")
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
    """``verdict``: keep, dig, aside, or nothing to take it back; ``thanks``: thank, or take the thanks back."""
    room = enter_room(request, slug)
    if not room.holds:
        raise Http404
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
    try:
        judge(contribution=idea, verdict=verdict, at=at)
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    return redirect(page if verdict else f"{page}#idea-{uid}")
