"""Individual turns of sessions of several sizes, and one that lost a room."""

from dataclasses import replace

from coaching.session.planning.optimum import OpenTurn, TurnPlan, TurnProblem


def draw_problem(projects: int, mentors: int, rooms: int, days: int, turns: int) -> TurnProblem:
    """Every project asks for a turn each day; mentors follow them in rotation; the last mentor is away on day 1."""
    opened, day_of = [], {}
    for day in range(days):
        for number in range(turns):
            key = day * 100 + number
            busy = frozenset({mentors - 1}) if day == 0 and number < turns // 2 else frozenset[int]()
            opened.append(OpenTurn(key, tuple(range(rooms)), busy))
            day_of[key] = day
    return TurnProblem(
        wishes=tuple((project, day) for day in range(days) for project in range(projects)),
        turns=tuple(opened),
        days=day_of,
        mentors={project: project % mentors for project in range(projects)},
    )


def lose_room(problem: TurnProblem, plan: TurnPlan, room: int = 0) -> TurnProblem:
    """The same session, one room closed on the first day."""
    turns = tuple(
        replace(turn, rooms=tuple(other for other in turn.rooms if other != room))
        if problem.days[turn.key] == 0
        else turn
        for turn in problem.turns
    )
    return replace(problem, turns=turns, previous=plan.places)
