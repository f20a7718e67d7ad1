"""The plan of a project for its room: rows with their links, authors and shared needs."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Case, Exists, F, FilteredRelation, Model, OuterRef, Q, QuerySet, When

from accelerator.rows.models import is_active_row
from coaching.ideas.enums import is_visible
from coaching.models import ActionItem, ActionUpdate, Blocker, Need
from coaching.plan.enums import Priority
from programmes.capabilities import Capability
from programmes.models import Organisation, Role
from projects.models import Participation

PLACE = ("priority", "position", "pk")
"""The order of cards; that of the models would join the project and its edition."""


@dataclass(frozen=True)
class Credit:
    """A source idea of an action; no text for one that a facilitator hid since."""

    name: str
    text: str


@dataclass
class NeedCard:
    """A need on the plan. ``for_action`` and ``for_blocker`` may have been removed: the rows that depend on them stay
    readable.
    """

    need: Need
    wished: list[Organisation] = field(default_factory=list)
    for_action: ActionItem | None = None
    for_blocker: Blocker | None = None

    @property
    def has_facts(self) -> bool:
        """Whether the need has more than its sentence: its action or blocker, its wished bodies."""
        return bool(self.for_action or self.for_blocker or self.wished)


@dataclass
class ActionCard:
    action: ActionItem
    blocker: Blocker | None = None
    credits: list[Credit] = field(default_factory=list)
    needs: list[NeedCard] = field(default_factory=list)
    updates: list[ActionUpdate] = field(default_factory=list)


@dataclass
class BlockerCard:
    blocker: Blocker
    actions: list[ActionItem] = field(default_factory=list)
    needs: list[NeedCard] = field(default_factory=list)


@dataclass
class Column:
    priority: Priority
    cards: list[ActionCard] = field(default_factory=list)


@dataclass
class Plan:
    """The plan of a project. ``all_blockers`` and ``all_actions``: possible targets of a row, removed ones too where a
    row has one.
    """

    blockers: list[BlockerCard]
    columns: list[Column]
    needs: list[NeedCard]
    all_blockers: list[Blocker]
    all_actions: list[ActionItem]
    bodies: list[Organisation] = field(default_factory=list)
    """The bodies that a need may wish for."""

    @property
    def is_empty(self) -> bool:
        return not (self.blockers or self.needs or self.has_cards)

    @property
    def has_cards(self) -> bool:
        return any(column.cards for column in self.columns)


def find_partner_bodies(edition: int) -> QuerySet[Organisation]:
    """The bodies of the partners of the edition, by name, for needs to wish for."""
    partners = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(edition=edition)
    return Organisation.objects.filter(pk__in=partners.order_by().values("organisation")).order_by(
        "name", "pk"
    )


def find_choices(participation: Participation) -> dict[str, QuerySet[Model]]:
    """By field of the plan, the rows it may refer to: rows of the same project, partners of its edition."""
    return {
        "action": ActionItem.objects.filter(participation=participation),
        "blocker": Blocker.objects.filter(participation=participation),
        "wished": find_partner_bodies(participation.edition_id),
    }


def read_plan(participation: Participation) -> Plan:
    """The plan of a project. Five queries."""
    return read_plans(participation.edition_id, [participation.pk])[participation.pk]


def read_plans(edition: int, places: Collection[int], *, with_news: bool = True) -> dict[int, Plan]:
    """The plans of these projects of an edition, by their keys. Five queries: blockers, actions with their ideas, their
    news, needs, their bodies; four without news.
    """
    rows = Blocker.objects.filter(participation__in=places).order_by(*PLACE).select_related("axis")
    blockers = {row.pk: row for row in rows}
    actions = _read_actions(places, blockers)
    updates = ActionUpdate.objects.filter(action__participation__in=places).order_by("-at", "-pk")
    for update in updates.select_related("by") if with_news else ():
        if update.action_id in actions:
            actions[update.action_id].updates.append(update)
    needs = _read_needs(places, blockers, {pk: card.action for pk, card in actions.items()})
    bodies = read_bodies(edition, places, needs)
    plans = {}
    for place in places:
        plan = plans[place] = _build_plan(
            {pk: row for pk, row in blockers.items() if row.participation_id == place},
            {pk: card for pk, card in actions.items() if card.action.participation_id == place},
            [card for card in needs if card.need.participation_id == place],
        )
        plan.bodies = bodies
    return plans


def _read_actions(places: Collection[int], blockers: dict[int, Blocker]) -> dict[int, ActionCard]:
    """The actions, removed ones too, since a need may depend on them."""
    rows = ActionItem.objects.filter(participation__in=places).annotate(
        idea=F("sources__pk"),
        idea_by=F("sources__author_name"),
        idea_text=F("sources__text"),
        idea_visible=Case(When(is_visible("sources__"), then=True), default=False),
    )
    cards: dict[int, ActionCard] = {}
    # an action of two ideas comes twice: one card, two credits
    for row in rows.order_by(*PLACE, "sources__created_at"):
        card = cards.setdefault(row.pk, ActionCard(row, blockers.get(row.blocker_id or 0)))
        if row.idea:
            card.credits.append(Credit(row.idea_by, row.idea_text if row.idea_visible else ""))
    return cards


def _read_needs(
    places: Collection[int], blockers: dict[int, Blocker], actions: dict[int, ActionItem]
) -> list[NeedCard]:
    rows = Need.objects.active().filter(participation__in=places).order_by("urgency", "position", "pk")
    return [NeedCard(row, [], actions.get(row.action_id), blockers.get(row.blocker_id)) for row in rows]


def read_bodies(edition: int, places: Collection[int], needs: list[NeedCard]) -> list[Organisation]:
    """The partners that a need may wish for, by name. Side effect: the wished bodies of each card. One query."""
    partners = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(edition=edition).order_by()
    # the condition stands in the join, so that partners whom nobody wishes for stay in the list
    wishing = FilteredRelation(
        "wished_for", condition=Q(wished_for__participation__in=places) & is_active_row("wished_for__")
    )
    rows = (
        Organisation.objects.annotate(
            wishing=wishing, is_partner=Exists(partners.filter(organisation=OuterRef("pk")))
        )
        .filter(Q(is_partner=True) | Q(wishing__isnull=False))
        .annotate(need=F("wishing__pk"))
        .order_by("name", "pk")
    )
    cards = {card.need.pk: card for card in needs}
    bodies: dict[int, Organisation] = {}
    # each body comes once for each need that wishes for it
    for row in rows:
        if row.need in cards:
            cards[row.need].wished.append(row)
        if row.is_partner:
            bodies[row.pk] = row
    return list(bodies.values())


def _build_plan(blockers: dict[int, Blocker], actions: dict[int, ActionCard], needs: list[NeedCard]) -> Plan:
    answered: defaultdict[int, list[ActionItem]] = defaultdict(list)
    columns = {priority: Column(priority) for priority in Priority}
    for card in actions.values():
        if card.action.is_removed:
            continue
        card.needs = [need for need in needs if need.need.action_id == card.action.pk]
        columns[Priority(card.action.priority)].cards.append(card)
        if card.blocker:
            answered[card.blocker.pk].append(card.action)
    pointed = {card.action.blocker_id for card in actions.values()} | {need.need.blocker_id for need in needs}
    with_need = {need.need.action_id for need in needs}
    return Plan(
        blockers=[
            BlockerCard(row, answered[row.pk], [need for need in needs if need.need.blocker_id == row.pk])
            for row in blockers.values()
            if not row.is_removed
        ],
        columns=list(columns.values()),
        needs=needs,
        all_blockers=[row for row in blockers.values() if not row.is_removed or row.pk in pointed],
        all_actions=[
            card.action
            for card in actions.values()
            if not card.action.is_removed or card.action.pk in with_need
        ],
    )
