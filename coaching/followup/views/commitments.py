"""Commitments as organisers manage them, as their body reports on them, and on the page of the project."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import EditConflict, TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from coaching.followup.actions import commitments as actions
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.followup.forms import (
    ActionNewsForm,
    ConfirmationForm,
    HandOverForm,
    NewCommitmentForm,
    NewsForm,
    NudgeDelaysForm,
)
from coaching.followup.queries.commitments import (
    CommitmentRow,
    count_fulfilments,
    find_delays,
    find_managed,
    list_actions,
    list_body_people,
    list_managed,
    list_of_body,
    list_of_project,
)
from coaching.followup.queries.letters import list_answered_lines, list_places
from coaching.followup.queries.partner_story import has_shared_synthesis, read_partner_story
from coaching.followup.queries.timeline import EventKind, TimelineEvent, group_by_month, read_timeline
from coaching.followup.views.letters import enter_as_member
from coaching.models import ActionItem, Commitment
from coaching.plan.actions import record_progress
from coaching.plan.enums import ActionState
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_as_holder, enter_room, render_project_page
from coaching.support.access import BoardReader, find_partner, read_as_partner
from coaching.support.queries.board import list_answering_bodies
from programmes.access import edition_for, roles_of, set_edition
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.models import Participation


@require_safe
def manage_commitments(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Commitments to the projects; ``?show=``: without news, late, to confirm."""
    current_edition = edition_for(request, edition)
    commitments = list_managed(
        request.user, current_edition, request.GET.get("show", ""), request.GET.get("page"), timezone.now()
    )
    context = {
        "commitments": commitments,
        "quiet": next(count for code, _label, _current, count in commitments.filters if code == "asleep"),
    }
    return render(request, "coaching/followup/commitments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_commitment(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Add a commitment that no letter has."""
    current_edition = edition_for(request, edition)
    places = list_places(request.user, current_edition).select_related("project").order_by("project__title")
    bodies = list_answering_bodies(current_edition.pk)
    form = NewCommitmentForm(request.POST or None, places=places, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        people = list_body_people(current_edition.pk, data["body"].pk)
        person = people[0] if people else None
        actions.add_commitment(**data, person=person, actor=request.user, at=timezone.now())
        messages.success(request, _("L’engagement est ajouté."))
        return redirect("coaching:manage_commitments", edition)
    context = {
        "form": form,
        "title": _("Ajouter un engagement"),
        "lead": _("Ce qu’un organisme fait pour un projet, et dont aucune lettre ne parle."),
        "missing": _describe_missing(current_edition, bool(places), bool(bodies)),
    }
    return render_form(request, "coaching/followup/commitment_form.html", context, form)


def _describe_missing(edition: Edition, places: bool, bodies: bool) -> dict[str, str] | None:
    """Explains why nothing can be added: no project or no body."""
    if not places:
        return {
            "title": _("Aucun projet accueilli pour l’instant"),
            "text": _("Un engagement se prend envers un projet qui a confirmé sa venue."),
            "href": reverse("projects:announce", args=[edition.slug]),
            "label": _("Voir qui vient"),
        }
    if not bodies:
        return {
            "title": _("Aucun organisme partenaire pour l’instant"),
            "text": _("Un engagement est celui d’un organisme : invitez une personne de chacun."),
            "href": reverse("programmes:manage_people", args=[edition.slug]),
            "label": _("Inviter des partenaires"),
        }
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def set_nudges(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Set after how many days without news each recipient is reminded."""
    current_edition = edition_for(request, edition)
    form = NudgeDelaysForm(request.POST or None, instance=find_delays(current_edition))
    if request.method == "POST" and form.is_valid():
        actions.set_nudges(
            edition=current_edition, **form.cleaned_data, actor=request.user, at=timezone.now()
        )
        messages.success(request, _("Les relances sont réglées."))
        return redirect("coaching:manage_commitments", edition)
    context = {
        "form": form,
        "title": _("Régler les relances"),
        "lead": _("Après combien de jours sans nouvelles d’un engagement un message part, et à qui."),
    }
    return render_form(request, "coaching/followup/commitment_form.html", context, form)


@require_POST
def remind_bodies(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Ask for news of the commitments without any."""
    current_edition = edition_for(request, edition)
    sent = actions.remind_bodies(edition=current_edition, actor=request.user, at=timezone.now())
    if sent:
        words = ngettext("%(count)d personne est relancée.", "%(count)d personnes sont relancées.", sent)
        messages.success(request, words % {"count": sent})
    else:
        messages.info(request, _("Personne de plus à relancer aujourd’hui."))
    return redirect(f"{reverse('coaching:manage_commitments', args=[edition])}?show=asleep")


@require_http_methods(["GET", "HEAD", "POST"])
def manage_commitment(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """One commitment and its news; an organiser reports for the body, or hands it over (``do``)."""
    current_edition, at = edition_for(request, edition), timezone.now()
    row = find_managed(request.user, current_edition, pk, at)
    if row is None:
        raise Http404
    doing, people = request.POST.get("do", ""), list_body_people(current_edition.pk, row.commitment.body_id)
    news = NewsForm(request.POST if doing == "report" else None)
    over = HandOverForm(
        request.POST if doing == "hand_over" else None, people=people, person=row.commitment.person
    )
    if over.is_bound and over.is_valid():
        person = over.cleaned_data["person"]
        with RefusalAsMessage(request):
            actions.hand_over_commitment(commitment=row.commitment, person=person, actor=request.user, at=at)
            messages.success(request, _("C’est noté."))
            return redirect("coaching:manage_commitment", edition, pk)
        return redirect("coaching:manage_commitments", edition)
    if news.is_bound and news.is_valid() and _save_news(request, row, news):
        return redirect("coaching:manage_commitment", edition, pk)
    context = {"row": row, "refused": news if news.is_bound else None, "refused_pk": pk, "over": over}
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/followup/commitment.html", context, status=status)


def _save_news(request: AuthenticatedRequest, row: CommitmentRow, form: NewsForm) -> bool:
    """Whether it was saved; otherwise the form has the errors, and the typed values."""
    data = form.cleaned_data
    with RefusalAsError(form):
        actions.move_commitment(
            commitment=row.commitment,
            state=CommitmentState(data["state"]),
            text=data["text"],
            paid=data["paid"],
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("C’est noté."))
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
def support_commitments(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The commitments of one's body, and the answers of the projects to its proposals; news of one (``pk``)."""
    reader, at = find_partner(request, edition), timezone.now()
    rows = list_of_body(request.user, reader.edition, reader.body.pk, at) if reader.body else []
    form = NewsForm(request.POST) if request.method == "POST" else None
    row = _find_own(request, rows) if form else None
    if form and row and form.is_valid() and _save_news(request, row, form):
        address = reverse("coaching:support_commitments", args=[edition])
        return redirect(f"{address}#commitment-{row.commitment.pk}")
    lines = list_answered_lines(reader.body.pk, reader.edition.pk) if reader.body else []
    context = {
        "reader": reader,
        "open": [row for row in rows if row.is_open],
        "over": [row for row in rows if not row.is_open],
        "fulfilled": count_fulfilments(rows),
        "lines": [line for line in lines if line.answer != "accepted"],
        "refused": form,
        "refused_pk": row.commitment.pk if row else 0,
    }
    return render(request, "coaching/followup/support_commitments.html", context, status=422 if form else 200)


def _find_own(request: AuthenticatedRequest, rows: list[CommitmentRow]) -> CommitmentRow:
    """The commitment of this body. Raises ``Http404`` for another one."""
    typed = request.POST.get("pk", "")
    own = next((row for row in rows if str(row.commitment.pk) == typed), None)
    if own is None:
        raise Http404
    return own


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
    context = _filter_events(request, read_timeline(room, timezone.now()))
    return render_project_page(request, room, "coaching/followup/timeline.html", context)


def _filter_events(request: AuthenticatedRequest, events: list[TimelineEvent]) -> Context:
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
        **_filter_events(request, events),
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
