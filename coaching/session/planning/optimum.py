"""The best plan of individual turns, and the smallest change that repairs one: rooms, mentors and slots of all days.

Method: CP-SAT (OR-Tools; a boolean for each project, turn and room), one aim after the other, each fixed while the
next is optimised. A new plan: the most wishes met, then the fewest rooms for each mentor and day, then the lowest
peak of turns at once. A repair: the most wishes met and, with those, the fewest turns moved; then the fewest rooms.
Each aim has its bound: a plan is ``is_proven`` when every aim met it before the search ended.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

Wish = tuple[int, int]
"""(project, day): a requested turn of a project."""


@dataclass(frozen=True)
class OpenTurn:
    """An individual slot of the day: the rooms free in it, the people busy and the projects expected elsewhere."""

    key: int
    rooms: tuple[int, ...]
    busy: frozenset[int] = frozenset()
    elsewhere: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """One project in one room during one turn."""

    project: int
    turn: int
    room: int


@dataclass(frozen=True)
class TurnProblem:
    """The turns to place. ``days`` is turn → its day; ``mentors`` project → its mentor; ``previous`` the plan to
    repair.

    ``overlapping`` are pairs of turns, by key, that share an instant.
    """

    wishes: tuple[Wish, ...]
    turns: Sequence[OpenTurn]
    days: Mapping[int, int]
    mentors: Mapping[int, int | None] = field(default_factory=dict)
    previous: Mapping[Wish, Place] = field(default_factory=dict)
    overlapping: tuple[tuple[int, int], ...] = ()


def is_possible(turn: OpenTurn, project: int, mentor: int | None) -> bool:
    """Whether neither the project nor its mentor is elsewhere during this turn."""
    return project not in turn.elsewhere and (mentor is None or mentor not in turn.busy)


def build_plan(problem: TurnProblem, possible: Collection[tuple[Wish, Place]]) -> dict[Wish, Place]:
    """A plan in one pass: former places that are still possible stay; then the mentors with the most wishes come
    first, each in the room where most of theirs fit, else in any place."""
    builder = _Builder(problem)
    for placed in problem.previous.items():
        if placed in possible and builder.fits(placed[1]):
            builder.put(*placed)
    choices: defaultdict[Wish, list[Place]] = defaultdict(list)
    for wish, place in possible:
        choices[wish].append(place)
    groups: defaultdict[object, list[Wish]] = defaultdict(list)
    for project, day in problem.wishes:
        mentor = problem.mentors.get(project)
        if (project, day) not in builder.plan:
            groups[(day, mentor) if mentor is not None else (day, None, project)].append((project, day))
    for wishes in sorted(groups.values(), key=len, reverse=True):
        builder.assign_all(wishes, choices)
    return builder.plan


class _Builder:
    """The plan so far, and its occupied rooms and mentors."""

    def __init__(self, problem: TurnProblem) -> None:
        self.plan: dict[Wish, Place] = {}
        self._mentors = problem.mentors
        self._taken: set[tuple[str, int, int]] = set()
        self._near: defaultdict[int, set[int]] = defaultdict(set)
        for turn, other in problem.overlapping:
            self._near[turn].add(other)
            self._near[other].add(turn)

    def _list_needs(self, place: Place, turn: int) -> list[tuple[str, int, int]]:
        mentor = self._mentors.get(place.project)
        needs = [("room", turn, place.room)]
        return needs if mentor is None else [*needs, ("mentor", turn, mentor)]

    def fits(self, place: Place) -> bool:
        turns = (place.turn, *self._near[place.turn])
        return not any(need in self._taken for turn in turns for need in self._list_needs(place, turn))

    def put(self, wish: Wish, place: Place) -> None:
        self.plan[wish] = place
        self._taken.update(self._list_needs(place, place.turn))

    def assign_all(self, wishes: list[Wish], choices: dict[Wish, list[Place]]) -> None:
        """The wishes of one mentor on one day, as far as they fit."""
        turns: defaultdict[int, set[int]] = defaultdict(set)
        for wish in wishes:
            for place in choices.get(wish, ()):
                if self.fits(place):
                    turns[place.room].add(place.turn)
        # The fullest room that still takes them all comes first, so that empty ones stay for others.
        spare = {room: len(free_turns) - len(wishes) for room, free_turns in turns.items()}
        rooms = sorted(spare, key=lambda room: (spare[room] < 0, abs(spare[room]), room))
        rank = {room: number for number, room in enumerate(rooms)}
        for wish in wishes:
            free = [place for place in choices.get(wish, ()) if self.fits(place)]
            if free:
                self.put(wish, min(free, key=lambda place: (rank[place.room], place.turn)))


if TYPE_CHECKING:
    from ortools.sat.python import cp_model


class WhyLeft(StrEnum):
    """Why a wish is dropped."""

    PROJECT_BUSY = "project_busy"
    MENTOR_AWAY = "mentor_away"
    MENTOR_FULL = "mentor_full"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class Left:
    wish: Wish
    why: WhyLeft


@dataclass(frozen=True)
class PlanMove:
    """A turn that changes; ``new`` is ``None`` without a place."""

    wish: Wish
    old: Place
    new: Place | None


@dataclass(frozen=True)
class TurnPlan:
    """The turns that were placed. ``left`` is the smallest set of wishes to drop, when ``is_proven``.

    ``aim`` is how many rooms mentors use (a new plan), or how many turns move (a repair), and ``bound`` the least of
    any plan.
    """

    places: Mapping[Wish, Place]
    left: tuple[Left, ...]
    aim: int
    bound: int
    is_proven: bool
    moves: tuple[PlanMove, ...] = ()


EFFORT = 3.0
"""Of a whole search, in the deterministic time of CP-SAT: some three to eight seconds of a processor."""


def plan_turns(problem: TurnProblem, *, effort: float = EFFORT) -> TurnPlan:
    """The best plan found with this ``effort``, spread over its three aims: the same on every machine.

    Places of ``previous`` may move, at a price. Every wish is for another project or another day. Without any
    possible place, an empty plan gives the reason of each. A simple plan is built first: there always is one, and an
    aim that it meets is not optimised again.
    """
    model = _Model(problem)
    if problem.previous:
        # In one search: a first search without dropped wishes would move more turns than needed.
        proven, _cost, least = model.reach("repaired", 2 * effort / 3)
        ended, _value, _bound = model.reach("rooms", effort / 3)
        good, aim = proven, model.count("moved")
        bound = max(0, aim - (model.count("repaired") - least))
    else:
        proven, _dropped, _bound = model.reach("placed", effort / 3)
        good, aim, bound = model.reach("rooms", effort / 3)
        ended, _value, _find_lower_bound = model.reach("peak", effort / 3)
    places = model.places
    moves = tuple(
        PlanMove(wish, old, places.get(wish))
        for wish, old in problem.previous.items()
        if places.get(wish) != old
    )
    left = tuple(_list_left(problem, places))
    return TurnPlan(places, left, aim, bound, proven and good and ended, moves)


class _Model:
    """The booleans and their sums; ``places`` is the last solution."""

    def __init__(self, problem: TurnProblem) -> None:
        # with pandas behind it, 50 MB and a quarter of a second of every process: for those that plan alone
        from ortools.sat.python import cp_model

        self._problem = problem
        self._dropped_weight = len(problem.previous) + 1
        """The cost of a dropped wish, in turns moved: no number of moves outweighs it."""
        self.model = cp_model.CpModel()
        self._taken: dict[tuple[Wish, Place], cp_model.IntVar] = {}
        by_day: defaultdict[int, list[OpenTurn]] = defaultdict(list)
        for turn in problem.turns:
            by_day[problem.days[turn.key]].append(turn)
        for wish in problem.wishes:
            project, day = wish
            for turn in by_day[day]:
                if is_possible(turn, project, problem.mentors.get(project)):
                    for room in turn.rooms:
                        place = Place(project, turn.key, room)
                        self._taken[wish, place] = self.model.new_bool_var("")
        self._forbid_two_at_once(problem)
        self._define_aims(problem)
        self.places = build_plan(problem, {(wish, place) for wish, place in self._taken})

    def _forbid_two_at_once(self, problem: TurnProblem) -> None:
        groups: defaultdict[object, list[cp_model.IntVar]] = defaultdict(list)
        instants: defaultdict[int, list[object]] = defaultdict(list)
        # two turns that overlap make an instant: a room, or a mentor, is in one of them at most
        for pair in problem.overlapping:
            for turn in pair:
                instants[turn].append(pair)
        for (wish, place), taken in self._taken.items():
            groups["wish", wish].append(taken)
            mentor = problem.mentors.get(place.project)
            for instant in (place.turn, *instants[place.turn]):
                groups["room", instant, place.room].append(taken)
                if mentor is not None:
                    groups["mentor", instant, mentor].append(taken)
        for group in groups.values():
            self.model.add_at_most_one(group)

    def _define_aims(self, problem: TurnProblem) -> None:
        here: dict[object, cp_model.IntVar] = {}
        in_turn: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
        for ((_project, day), place), taken in self._taken.items():
            in_turn[place.turn].append(taken)
            mentor = problem.mentors.get(place.project)
            if mentor is not None:
                key = (mentor, day, place.room)
                if key not in here:
                    here[key] = self.model.new_bool_var("")
                self.model.add_implication(taken, here[key])
        peak = self.model.new_int_var(0, len(problem.wishes), "")
        for group in in_turn.values():
            self.model.add(sum(group) <= peak)
        still = [self._taken[placed] for placed in problem.previous.items() if placed in self._taken]
        dropped = len(problem.wishes) - sum(self._taken.values())
        moved = len(problem.previous) - sum(still)
        self._aims: dict[str, cp_model.LinearExprT] = {
            "placed": dropped,
            "rooms": sum(here.values()),
            "peak": peak,
            "repaired": dropped * self._dropped_weight + moved,
        }

    def count(self, name: str) -> int:
        """The value of an aim in the last solution: the less, the better."""
        problem, places = self._problem, self.places
        if name == "placed":
            return len(problem.wishes) - len(places)
        if name == "moved":
            return sum(places.get(wish) != place for wish, place in problem.previous.items())
        if name == "repaired":
            return self.count("placed") * self._dropped_weight + self.count("moved")
        if name == "peak":
            return max(Counter(place.turn for place in places.values()).values(), default=0)
        return len(
            {
                (problem.mentors[project], day, place.room)
                for (project, day), place in places.items()
                if problem.mentors.get(project) is not None
            }
        )

    def _find_lower_bound(self, name: str) -> int:
        """A lower bound of an aim without any search, once the wishes to be met are fixed."""
        problem = self._problem
        if name == "rooms":
            met = [(problem.mentors.get(project), day) for project, day in self.places]
            # Which wishes are dropped may change, so this holds only for a plan that drops none.
            return (
                len({pair for pair in met if pair[0] is not None}) if len(met) == len(problem.wishes) else 0
            )
        if name == "repaired":
            moved = sum((wish, place) not in self._taken for wish, place in problem.previous.items())
            return self._find_lower_bound("placed") * self._dropped_weight + moved
        if name == "peak":
            return -(-len(self.places) // max(1, len({place.turn for _wish, place in self._taken})))
        return sum(not any(wish == other for other, _place in self._taken) for wish in problem.wishes)

    def reach(self, name: str, effort: float) -> tuple[bool, int, int]:
        """Minimise an aim, and fix it: returns whether it is proven, its value, its bound."""
        value, bound = self.count(name), self._find_lower_bound(name)
        if value > bound and self._taken:
            value, bound = self._search(name, effort, value, bound)
        if self._taken:
            self.model.add(self._aims[name] <= value)
        return value <= bound, value, bound

    def _search(self, name: str, effort: float, value: int, bound: int) -> tuple[int, int]:
        from ortools.sat.python import cp_model

        # the plan that stands is where the search begins: it can only get better
        self.model.clear_hints()
        for (wish, place), taken in self._taken.items():
            self.model.add_hint(taken, self.places.get(wish) == place)
        self.model.minimize(self._aims[name])
        solver = cp_model.CpSolver()
        # A repair that is applied is compared with the one that was read: neither a clock nor a race decides.
        solver.parameters.max_deterministic_time = effort
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        status = solver.solve(self.model)
        # Ended before its first solution: the plan that stands is as good as it was.
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and round(solver.objective_value) <= value:
            self.places = {wish: place for (wish, place), taken in self._taken.items() if solver.value(taken)}
            value = round(solver.objective_value)
            bound = max(bound, ceil(solver.best_objective_bound - 1e-6))
        return value, min(value, bound)


def _list_left(problem: TurnProblem, places: Mapping[Wish, Place]) -> Iterable[Left]:
    used = Counter(problem.mentors.get(project) for (project, _day) in places)
    for wish in problem.wishes:
        if wish in places:
            continue
        project, day = wish
        mentor = problem.mentors.get(project)
        open_turns = [turn for turn in problem.turns if problem.days[turn.key] == day and turn.rooms]
        free = [turn for turn in open_turns if project not in turn.elsewhere]
        received = [turn for turn in free if is_possible(turn, project, mentor)]
        if not open_turns:
            why = WhyLeft.NO_ROOM
        elif not free:
            why = WhyLeft.PROJECT_BUSY
        elif not received:
            why = WhyLeft.MENTOR_AWAY
        elif mentor is not None and used[mentor] >= len(received):
            why = WhyLeft.MENTOR_FULL
        else:
            why = WhyLeft.NO_ROOM
        yield Left(wish, why)


def group_moves(
    moves: Sequence[PlanMove],
    mentors: Mapping[int, int | None],
    overlapping: Collection[tuple[int, int]],
) -> list[list[int]]:
    """The positions of ``moves`` in the smallest sets that may be applied alone, in the order of the moves.

    Such a set clashes with nothing: its places are free, or left by one of its moves.
    """
    meanwhile = {pair for one, other in overlapping for pair in ((one, other), (other, one))}

    def clash(new: Place, old: Place) -> bool:
        if new.turn != old.turn and (new.turn, old.turn) not in meanwhile:
            return False
        mentor = mentors.get(new.project)
        return new.room == old.room or (mentor is not None and mentor == mentors.get(old.project))

    group = list(range(len(moves)))
    for position, move in enumerate(moves):
        for other, left in enumerate(moves):
            if other != position and move.new is not None and clash(move.new, left.old):
                joined, remaining = group[other], group[position]
                group = [remaining if key == joined else key for key in group]
    return [[at for at, key in enumerate(group) if key == first] for first in dict.fromkeys(group)]
