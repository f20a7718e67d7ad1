"""The plan of a project in its synthesis, as JSON values: nobody types it again.

The needs are those that the project passes on; an idea appears in the words of its author, with their name, if they
agreed to it: what is written in the mix stays inside the session otherwise.
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.timezone import localdate

from coaching.ideas.enums import Verdict
from coaching.models import Contribution, RowConfirmation
from coaching.plan.enums import ActionState
from coaching.plan.queries import ActionCard, NeedCard, read_plan
from coaching.surveys.counting import Facts
from coaching.surveys.enums import InvitationState
from projects.models import Participation


def plan_facts(participation: Participation) -> Facts:
    """Blockers, actions with what they were born of, needs that are passed on, accepted ideas; on what day the
    project confirmed each. Nine queries.
    """
    plan = read_plan(participation)
    confirmed = read_confirmations(participation)
    ideas = (
        Contribution.objects.published()
        .filter(participation=participation, verdict=Verdict.KEEP)
        .select_related("attendee", "round")
        .prefetch_related("actions")
        .order_by("created_at", "pk")
    )
    by_action: dict[int, list[Contribution]] = {}
    beside = []
    for idea in ideas:
        actions = [action.pk for action in idea.actions.all()]
        for pk in actions:
            by_action.setdefault(pk, []).append(idea)
        if not actions:
            beside.append(idea)
    return {
        "blockers": [
            {
                "text": card.blocker.text,
                "source": f"blocker:{card.blocker.uid}",
                "state": str(card.blocker.get_state_display()),
                "confirmed_on": confirmed.get(card.blocker.uid, ""),
            }
            for card in plan.blockers
            if card.blocker.text
        ],
        "actions": [
            {
                **_describe_action(card, by_action.get(card.action.pk, [])),
                "confirmed_on": confirmed.get(card.action.uid, ""),
            }
            for column in plan.columns
            for card in column.cards
            if card.action.line
        ],
        "needs": [_describe_need(card) for card in plan.needs if card.need.is_shared],
        "ideas": _describe_ideas(beside),
    }


def read_confirmations(participation: Participation) -> dict[UUID, str]:
    """The day on which the synthesis that was sent confirmed each row, by its ``uid``. One query."""
    rows = RowConfirmation.objects.filter(
        invitation__participation=participation, invitation__state=InvitationState.SENT
    ).exclude(answer="")
    return {row: localdate(at).isoformat() for row, at in rows.order_by("at").values_list("row", "at")}


def _describe_action(card: ActionCard, ideas: Iterable[Contribution]) -> Facts:
    action, news = card.action, card.updates[0] if card.updates else None
    return {
        "line": action.line,
        "source": f"action:{action.uid}",
        "first_step": action.first_step,
        "owner": action.owner,
        "due": action.due_on.isoformat() if action.due_on else "",
        "indicator": action.indicator,
        "state": str(ActionState(action.state).label),
        "news": news.note if news else "",
        "news_on": localdate(news.at).isoformat() if news else "",
        "blocker": card.blocker.text if card.blocker and not card.blocker.removed_at else "",
        "ideas": _describe_ideas(ideas),
    }


def _describe_ideas(ideas: Iterable[Contribution]) -> Facts:
    """``named``: those whose author agreed to be named; ``others``: how many did not."""
    named, others = [], 0
    for idea in ideas:
        author = idea.attendee
        if author is None or not author.is_credited or idea.by_name:
            others += 1
            continue
        named.append(
            {
                "text": idea.text,
                "by": ", ".join(filter(None, [idea.author_name, author.body])),
                "round": idea.round.number if idea.round else None,
            }
        )
    return {"named": named, "others": others}


def _describe_need(card: NeedCard) -> Facts:
    need, action = card.need, card.for_action
    return {
        "sentence": need.sentence,
        "source": f"need:{need.uid}",
        "kind": str(need.get_kind_display()),
        "urgency": str(need.get_urgency_display()),
        "wished": [str(body) for body in card.wished],
        "action": action.line if action and not action.removed_at else "",
    }
