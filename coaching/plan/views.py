"""The last tab of the room: blockers, lines of action, needs, read first and opened to be changed; and its poster."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from accelerator.rows.views import read_row, report_field
from accelerator.text import shorten
from accelerator.types import Context
from accelerator.web.forms import RefusalAsMessage, describe_errors
from accelerator.web.templatetags.prose import day, with_de
from coaching.models import ActionItem, Blocker, Contribution, Need
from coaching.plan import actions
from coaching.plan.enums import STATE_TONES, ActionState, Urgency
from coaching.plan.forms import FORMS, ProgressForm
from coaching.plan.queries import ActionCard, BlockerCard, NeedCard, Plan, find_choices, read_plan
from coaching.room.access import ProjectRoom
from coaching.room.views.cards import PageRow, RowSheet, open_row_url, read_places, report_removed
from coaching.room.views.entering import enter_as_holder, enter_room, enter_to_write, render_tab
from coaching.room.views.pages import render_poster
from programmes.enums import NeedKind

NEED_FOR, NEWS_OF = "need_for", "news_of"
"""Parameters of the page for the card whose form of a need, or of news, is open."""
SHORT = 70
"""Characters of a row in a list of choices."""


@dataclass(frozen=True)
class PlanCard:
    """A card of the plan on its page. ``row``: for those who may edit it. ``tone``: of the badge of its state."""

    card: ActionCard | BlockerCard | NeedCard
    instance: SharedRow
    row: PageRow | None
    tone: str

    @property
    def uid(self) -> str:
        return str(self.instance.uid)


@require_safe
def plan(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_plan(request, enter_room(request, slug))


def render_plan(
    request: AuthenticatedRequest, room: ProjectRoom, refused: RowForm | None = None
) -> HttpResponse:
    """The whole tab, with a refused row in its place."""
    plan, page_url = read_plan(room.participation), reverse("coaching:room_plan", args=[room.slug])
    sheet = RowSheet(
        request,
        FORMS,
        rows_url=f"{reverse('coaching:room', args=[room.slug])}rows/",
        page_url=page_url,
        anchor="card",
        refused=refused,
        choices=_list_choices(plan) if room.can_write else {},
        movable=("blocker", "action"),
    )
    context = {
        "plan": plan,
        "page_url": page_url,
        "blockers": [_show(room, sheet, "blocker", card, card.blocker) for card in plan.blockers],
        "columns": [
            (column, [_show(room, sheet, "action", card, card.action) for card in column.cards])
            for column in plan.columns
        ],
        "needs": [_show(room, sheet, "need", card, card.need) for card in plan.needs],
        "added": {kind: sheet.add_new(kind) for kind in FORMS} if room.can_write else {},
        "sheet": sheet,
        **_find_opened(request, room),
    }
    status = 422 if refused is not None else 200
    return render_tab(request, room, "plan", "coaching/plan/plan.html", context, status=status)


def _show(
    room: ProjectRoom,
    sheet: RowSheet,
    kind: str,
    card: ActionCard | BlockerCard | NeedCard,
    instance: SharedRow,
) -> PlanCard:
    row = None
    if room.can_write and (room.is_holder or not getattr(instance, "is_shared", False)):
        initial = {"wished": [body.pk for body in card.wished]} if isinstance(card, NeedCard) else None
        row = sheet.add(kind, instance, initial=initial)
    return PlanCard(card, instance, row, STATE_TONES.get(getattr(instance, "state", ""), "neutral"))


def _find_opened(request: AuthenticatedRequest, room: ProjectRoom) -> Context:
    """The card with an open form of a need, or of news, and these forms."""
    next_uid = uuid4()
    return {
        "need_for": request.GET.get(NEED_FOR, ""),
        "news_of": request.GET.get(NEWS_OF, ""),
        # sent twice, saved once
        "next_uid": next_uid,
        "need_url": reverse("coaching:room_row", args=[room.slug, "need", next_uid]),
        "need_kinds": NeedKind.choices,
        "urgencies": Urgency.choices,
        "urgency": Urgency.SOON,
        "states": ActionState.choices,
    }


def _list_choices(plan: Plan) -> dict[str, list[tuple[object, str]]]:
    """The possible targets of rows."""

    def pairs(rows: Iterable[SharedRow]) -> list[tuple[object, str]]:
        return [("", "–"), *((row.pk, shorten(str(row), SHORT)) for row in rows if str(row))]

    return {
        "blocker": pairs(plan.all_blockers),
        "action": pairs(plan.all_actions),
        "wished": [(body.pk, str(body)) for body in plan.bodies],
    }


def find_row(kind: str, room: ProjectRoom, uid: UUID) -> Blocker | ActionItem | Need:
    """A row of this project. Raises ``Http404``."""
    row: Blocker | ActionItem | Need = get_object_or_404(
        FORMS[kind]._meta.model, uid=uid, participation=room.participation
    )
    return row


def show_card(room: ProjectRoom, uid: UUID) -> HttpResponse:
    return redirect(f"{reverse('coaching:room_plan', args=[room.slug])}#card-{uid}")


def save_plan_row(
    request: AuthenticatedRequest, room: ProjectRoom, kind: str, uid: UUID, field: str = ""
) -> RowForm:
    """Save a row, or one ``field`` of it. The form has its errors, and the saved version."""
    owner = {"participation": room.participation}
    form = read_row(request, FORMS[kind], uid, field, choices=find_choices(room.participation), owner=owner)
    if form.is_valid():
        with form.show_refusals():
            row = actions.save_plan_row(
                model=form._meta.model, participation=room.participation, is_holder=room.is_holder, uid=uid,
                values=form.typed, base_version=form.version, actor=request.user, at=timezone.now(),
            )  # fmt: skip
            form.version = row.version
    return form


@require_POST
def save_row(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID, field: str = "") -> HttpResponse:
    """Save a row: the whole form without JavaScript, or one ``field`` of it while it is typed."""
    room = enter_to_write(request, slug)
    form = save_plan_row(request, room, kind, uid, field)
    if field:
        return report_field(form, field)
    return render_plan(request, room, form) if form.errors else show_card(room, uid)


def remove_plan_row(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    kind: str,
    uid: UUID,
    *,
    restore_url: str,
    restores: bool,
) -> None:
    """Remove a row, with a message that offers to restore it; or restore it."""
    row = find_row(kind, room, uid)
    with RefusalAsMessage(request):
        is_done = actions.remove_plan_row(
            row=row, is_holder=room.is_holder, actor=request.user, at=timezone.now(), restores=restores
        )
        if is_done and not restores:
            report_removed(request, row, restore_url)


@require_POST
def remove_row(
    request: AuthenticatedRequest, slug: str, kind: str, uid: UUID, *, restores: bool = False
) -> HttpResponse:
    room = enter_to_write(request, slug)
    restore_url = reverse("coaching:room_row_restore", args=[slug, kind, uid])
    remove_plan_row(request, room, kind, uid, restore_url=restore_url, restores=restores)
    return redirect("coaching:room_plan", slug)


@require_POST
def move_row(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    """Move a card ``by`` places among those of its priority; its form is open again afterwards."""
    room = enter_to_write(request, slug)
    row = find_row(kind, room, uid)
    if isinstance(row, Need):
        raise Http404
    with RefusalAsMessage(request):
        actions.arrange_row(row=row, by=read_places(request))
    return redirect(open_row_url(reverse("coaching:room_plan", args=[slug]), "card", uid))


@require_POST
def make_action(request: AuthenticatedRequest, slug: str, origin: str, uid: UUID) -> HttpResponse:
    """Create an action from a blocker, or from an accepted idea; repeating it changes nothing."""
    room = enter_to_write(request, slug)
    models: dict[str, type[Blocker | Contribution]] = {"blocker": Blocker, "idea": Contribution}
    if origin not in models:
        raise Http404
    row: Any = get_object_or_404(models[origin], uid=uid, participation=room.participation)
    with RefusalAsMessage(request):
        action = actions.plan_action(origin=row, actor=request.user, at=timezone.now())
        return show_card(room, action.uid)
    return redirect("coaching:room_plan", slug)


@require_POST
def record_progress(request: AuthenticatedRequest, slug: str, uid: UUID) -> HttpResponse:
    """Add news of an action; a line that is too long is an error."""
    room = enter_to_write(request, slug)
    action = get_object_or_404(ActionItem, uid=uid, participation=room.participation)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        messages.error(request, describe_errors(form))
        return show_card(room, uid)
    state, note = ActionState(form.cleaned_data["state"]), form.cleaned_data["note"]
    with RefusalAsMessage(request):
        actions.record_progress(action=action, state=state, note=note, actor=request.user, at=timezone.now())
    return show_card(room, uid)


@require_POST
def share_need(request: AuthenticatedRequest, slug: str, uid: UUID) -> HttpResponse:
    """Share a need with the partners, or stop (``shared`` empty): for holders alone."""
    room = enter_as_holder(request, slug)
    need = get_object_or_404(Need, uid=uid, participation=room.participation)
    shared = bool(request.POST.get("shared"))
    with RefusalAsMessage(request):
        done = actions.share_need(need=need, actor=request.user, at=timezone.now(), shared=shared)
        message = (
            _("Les partenaires lisent ce besoin.")
            if shared
            else _("Les partenaires ne lisent plus ce besoin.")
        )
        if done:
            messages.success(request, message)
    return show_card(room, uid)


@never_cache
@require_safe
def poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    words = arrange_plan(read_plan(room.participation))
    kind = _("Plan d’action")
    return render_poster(request, room, "coaching/plan/poster.typ", words, kind=kind, name=_("plan"))


def arrange_plan(plan: Plan) -> Context:
    """Context of the poster, without empty rows."""
    return {
        "words": {
            "blockers": _("Les verrous"),
            "needs": _("Les besoins"),
            "nothing": _("Rien pour l’instant."),
            "first_step": _("Premier pas :"),
            "indicator": _("On verra que c’est fait à :"),
            "lifts": _("Pour lever :"),
        },
        "blockers": [
            f"{card.blocker.text} ({card.blocker.get_state_display()})"
            for card in plan.blockers
            if card.blocker.text
        ],
        "columns": [
            {
                "label": str(column.priority.label),
                "cards": [_arrange_action(card) for card in column.cards if card.action.line],
            }
            for column in plan.columns
        ],
        "needs": [_arrange_need(card) for card in plan.needs if card.need.sentence],
    }


def _arrange_action(card: ActionCard) -> Context:
    action = card.action
    when = _("pour le %(day)s") % {"day": day(action.due_on)} if action.due_on else ""
    return {
        "line": action.line,
        "first_step": action.first_step,
        "who_when": ", ".join(filter(None, [action.owner, when])),
        "indicator": action.indicator,
        "lifts": card.blocker.text if card.blocker else "",
        "born_of": [
            _("Né d’une idée %(whose)s") % {"whose": with_de(credit.name)} for credit in card.credits
        ],
        "state": "" if action.state == ActionState.TODO else str(action.get_state_display()),
        "needs": [str(need.need.get_kind_display() or _("Besoin")) for need in card.needs],
    }


def _arrange_need(card: NeedCard) -> dict[str, str]:
    need = card.need
    bodies = ", ".join(str(body) for body in card.wished)
    shared = _("transmis aux partenaires") if need.is_shared else ""
    about = " · ".join(filter(None, [str(need.get_urgency_display()), bodies, shared]))
    return {"sentence": need.sentence, "about": f"({about})"}
