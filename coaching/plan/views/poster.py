"""The plan on a wall: three columns, in words."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.templatetags.prose import day, with_de
from coaching.plan.enums import ActionState
from coaching.plan.queries import ActionCard, NeedCard, Plan, read_plan
from coaching.room.views.entering import enter_room
from coaching.room.views.posters import render_poster


@never_cache
@require_safe
def poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    words = lay_out_plan(read_plan(room.participation))
    kind = _("Plan d’action")
    return render_poster(request, room, "coaching/plan/poster.typ", words, kind=kind, name=_("plan"))


def lay_out_plan(plan: Plan) -> Context:
    """What the poster prints; what was not written is left out."""
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
                "cards": [_lay_out_action(card) for card in column.cards if card.action.line],
            }
            for column in plan.columns
        ],
        "needs": [_lay_out_need(card) for card in plan.needs if card.need.sentence],
    }


def _lay_out_action(card: ActionCard) -> Context:
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


def _lay_out_need(card: NeedCard) -> dict[str, str]:
    need = card.need
    bodies = ", ".join(str(body) for body in card.wished)
    shared = _("transmis aux partenaires") if need.is_shared else ""
    about = " · ".join(filter(None, [str(need.get_urgency_display()), bodies, shared]))
    return {"sentence": need.sentence, "about": f"({about})"}
