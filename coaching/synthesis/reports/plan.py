"""The plan of a project in its synthesis: gathered as JSON values, then in words."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _, ngettext

from accelerator.web.localised import lower_first
from accelerator.web.templatetags.prose import day
from coaching.ideas.enums import Verdict
from coaching.models import Contribution, RowConfirmation
from coaching.plan.enums import ActionState
from coaching.plan.queries import ActionCard, NeedCard, read_plan
from coaching.surveys.counting import Facts
from coaching.surveys.enums import InvitationState
from coaching.synthesis.reports.document import (
    Block,
    Section,
    list_items,
    make_card,
    make_section,
    make_sentence,
)
from projects.models import Participation


def plan_facts(participation: Participation) -> Facts:
    """Blockers, actions with their sources, shared needs, accepted ideas; with the day of each confirmation. Nine
    queries."""
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
    """The day of confirmation of each row by the sent synthesis, by its ``uid``. One query."""
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


def compose_plan(facts: Facts) -> list[Section]:
    """Blockers, actions, accepted ideas and shared needs; older documents have none."""
    plan = facts.get("plan") or {
        "blockers": [],
        "actions": [],
        "needs": [],
        "ideas": {"named": [], "others": 0},
    }
    blockers = [
        make_sentence(
            _("%(text)s (%(state)s)") % {"text": blocker["text"], "state": _describe_state(blocker)},
            blocker.get("source", ""),
        )
        for blocker in plan["blockers"]
    ]
    beside = [make_sentence(line) for line in [*_quote_ideas(plan["ideas"]), _count_unnamed(plan["ideas"])]]
    return [
        make_section("blockers", _("Les verrous vus pendant la session"), blocks=[list_items(blockers)]),
        make_section("plan", _("Le plan d’action"), blocks=map(_compose_action, plan["actions"])),
        make_section("ideas", _("Les idées gardées pour la suite"), blocks=[list_items(beside)]),
        make_section(
            "passed", _("Les besoins transmis aux partenaires"), blocks=map(_compose_need, plan["needs"])
        ),
    ]


def _compose_action(action: Facts) -> Block:
    rows = [
        [_("Premier pas"), action["first_step"]],
        [_("Qui, pour quand"), _describe_owner(action)],
        [_("On verra que c’est fait à"), action["indicator"]],
        [_("Pour lever"), action["blocker"]],
        [_("Où en est-ce"), _describe_news(action)],
    ]
    ideas = [_("Né d’une idée : %(idea)s") % {"idea": text} for text in _quote_ideas(action["ideas"])]
    notes = [*ideas, _describe_unnamed_origin(action["ideas"])]
    return make_card(action["line"], rows=rows, notes=notes, source=action.get("source", ""))


def _describe_state(row: Facts) -> str:
    """The state, with the day of its confirmation; older documents have none."""
    if not row.get("confirmed_on"):
        return str(row["state"])
    confirmed = day(date.fromisoformat(row["confirmed_on"]))
    return _("%(state)s, confirmé le %(day)s") % {"state": row["state"], "day": confirmed}


def _describe_owner(action: Facts) -> str:
    due = day(date.fromisoformat(action["due"])) if action["due"] else ""
    return ", ".join(filter(None, [action["owner"], _("le %(day)s") % {"day": due} if due else ""]))


def _describe_news(action: Facts) -> str:
    if not action["news_on"]:
        return _describe_state(action)
    text = _("%(state)s, dit le %(day)s") % {
        "state": action["state"], "day": day(date.fromisoformat(action["news_on"]))
    }  # fmt: skip
    return _("%(when)s : %(news)s") % {"when": text, "news": action["news"]} if action["news"] else text


def _quote_ideas(ideas: Facts) -> list[str]:
    """Each idea whose author agreed to be named, with their name and the round."""
    return [
        _("« %(text)s » %(by)s, %(source)s") % {
            "text": idea["text"],
            "by": idea["by"],
            "source": _("Grand Mix, tour %(number)s") % {"number": idea["round"]}
            if idea["round"]
            else _("pendant la session"),
        }
        for idea in ideas["named"]
    ]  # fmt: skip


def _count_unnamed(ideas: Facts) -> str:
    """The unnamed ideas: counted, never quoted."""
    if not ideas["others"]:
        return ""
    text = ngettext(
        "%(count)s idée d’une personne de la session qui n’a pas demandé à être nommée",
        "%(count)s idées de personnes de la session qui n’ont pas demandé à être nommées",
        ideas["others"],
    )
    return text % {"count": ideas["others"]}


def _describe_unnamed_origin(ideas: Facts) -> str:
    if not ideas["others"]:
        return ""
    text = ngettext(
        "Né d’une idée d’une personne de la session qui n’a pas demandé à être nommée",
        "Né de %(count)s idées de personnes de la session qui n’ont pas demandé à être nommées",
        ideas["others"],
    )
    return text % {"count": ideas["others"]}


def _compose_need(need: Facts) -> Block:
    about = [lower_first(need["kind"]) if need["kind"] else "", need["urgency"], ", ".join(need["wished"])]
    return make_card(
        need["sentence"],
        about=" · ".join(filter(None, about)),
        text=_("Pour : %(line)s") % {"line": need["action"]} if need["action"] else "",
        source=need.get("source", ""),
    )
