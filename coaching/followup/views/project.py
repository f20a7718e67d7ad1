"""The page of a project's members: its actions, what bodies do for it, its story."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import EditConflict, TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from accelerator.web.refusals import RefusalAsMessage
from coaching.followup.actions import commitments as actions
from coaching.followup.enums import Confirmation
from coaching.followup.forms import ActionNewsForm, ConfirmationForm
from coaching.followup.queries.commitments import list_actions, list_of_project
from coaching.followup.queries.partner_story import has_shared_synthesis, read_partner_story
from coaching.followup.queries.timeline import EventKind, TimelineEvent, group_by_month, read_timeline
from coaching.followup.views.letters import enter_as_member
from coaching.models import ActionItem, Commitment
from coaching.plan.actions import record_progress
from coaching.plan.enums import ActionState
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_as_holder, enter_room, render_project_page
from coaching.support.access import BoardReader, read_as_partner
from programmes.access import roles_of, set_edition
from programmes.capabilities import Capability
from projects.models import Participation


@require_safe
def follow_up(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The actions and commitments, a card each."""
    return _render(request, enter_as_member(request, slug))


def _render(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    *,
    refused: ActionNewsForm | ConfirmationForm | None = None,
    refused_pk: int = 0,
    of: str = "",
) -> HttpResponse:
    """``of``: ``action`` or ``commitment``, the subject of the refused form."""
    rows = list_of_project(room.participation, timezone.now())
    context = {
        "rows": rows,
        "to_confirm": sum(row.to_confirm for row in rows),
        "actions": list_actions(room.participation),
        "may_report": room.is_holder,
        "refused": refused,
        "refused_pk": refused_pk,
        "refused_of": of,
    }
    status = 422 if refused else 200
    return render_project_page(request, room, "coaching/followup/follow_up.html", context, status)


@require_POST
def confirm_commitment(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """« C’est fait ? », or a line to the body."""
    room, form = enter_as_holder(request, slug), ConfirmationForm(request.POST)
    commitment = get_object_or_404(Commitment, pk=pk, participation=room.participation)
    if not form.is_valid():
        return _render(request, room, refused=form, refused_pk=pk, of="commitment")
    answer = form.cleaned_data["confirmation"]
    try:
        actions.confirm_commitment(
            commitment=commitment,
            confirmation=Confirmation(answer) if answer else None,
            text=form.cleaned_data["text"],
            base_version=parse_version(form.cleaned_data["seen"]),
            actor=request.user,
            at=timezone.now(),
        )
    except EditConflict as conflict:
        form.show_conflict(conflict)
        return _render(request, room, refused=form, refused_pk=pk, of="commitment")
    except actions.CommitmentDropped as dropped:
        form.add_error("text", str(dropped.message))
        return _render(request, room, refused=form, refused_pk=pk, of="commitment")
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("coaching:follow_up", slug)
    messages.success(request, _("C’est noté : l’organisme le lit sur sa page."))
    return redirect(f"{reverse('coaching:follow_up', args=[slug])}#commitment-{pk}")


@require_POST
def follow_action(request: AuthenticatedRequest, slug: str, uid: UUID) -> HttpResponse:
    """News of an action of the plan."""
    room, form = enter_as_holder(request, slug), ActionNewsForm(request.POST)
    action = get_object_or_404(ActionItem, uid=uid, participation=room.participation)
    if not form.is_valid():
        return _render(request, room, refused=form, refused_pk=action.pk, of="action")
    state, note = ActionState(form.cleaned_data["state"]), form.cleaned_data["text"]
    with RefusalAsMessage(request):
        record_progress(action=action, state=state, note=note, actor=request.user, at=timezone.now())
        messages.success(request, _("C’est noté."))
    return redirect(f"{reverse('coaching:follow_up', args=[slug])}#action-{action.pk}")


@require_safe
def project_timeline(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The whole story, or the events of ``?kind=``. 12 queries at most."""
    room = enter_room(request, slug)
    context = _narrow(request, read_timeline(room, timezone.now()))
    return render_project_page(request, room, "coaching/followup/timeline.html", context)


def _narrow(request: AuthenticatedRequest, events: list[TimelineEvent]) -> Context:
    wanted = request.GET.get("kind", "")
    wanted = wanted if wanted in EventKind.values else ""
    return {
        "months": group_by_month(event for event in events if not wanted or event.kind == wanted),
        "kinds": [kind for kind in EventKind if any(event.kind == kind for event in events)],
        "wanted": wanted,
    }


@require_safe
def support_story(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The part of the story that a partner may read. Raises ``Http404`` when it is empty. 12 queries at most."""
    reader, place = _find_supported(request, slug)
    events = read_partner_story(reader, place)
    if not events:
        raise Http404
    project = place.project
    context = {
        "project": project,
        "shares_synthesis": has_shared_synthesis(events),
        **_narrow(request, events),
    }
    return render(request, "coaching/followup/support_story.html", context)


def _find_supported(request: AuthenticatedRequest, slug: str) -> tuple[BoardReader, Participation]:
    """The latest project of this address that comes to an edition which this person supports."""
    editions = roles_of(request).edition_ids(Capability.SUPPORT_PROJECTS)
    places = Participation.objects.confirmed().filter(project__slug=slug, edition__in=editions)
    place = (
        places.select_related("project", "edition__programme", "edition__call")
        .order_by("-edition__session_starts_on", "-pk")
        .first()
    )
    if place is None:
        raise Http404
    set_edition(request, place.edition)
    return read_as_partner(request, place.edition), place
