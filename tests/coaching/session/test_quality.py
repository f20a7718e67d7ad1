"""The quality of a plan of turns in words: the best, or how far from it at most."""

from coaching.session.open_turns import describe_quality, find_gap
from coaching.session.planning.optimum import TurnPlan, plan_turns
from coaching.session.planning.turns import OpenTurn, TurnProblem


def test_a_plan_says_whether_it_is_the_best_or_how_far_it_may_be() -> None:
    assert "optimal" in describe_quality(find_gap(TurnPlan({}, (), 4, 4, is_proven=True)))
    assert "à 25 % au plus" in describe_quality(find_gap(TurnPlan({}, (), 5, 4, is_proven=False)))
    assert "rien ne prouve" in describe_quality(find_gap(TurnPlan({}, (), 4, 4, is_proven=False)))


def test_a_search_without_time_gives_the_plan_made_by_hand_and_says_so() -> None:
    """Two mentors cross in two rooms: no effort is left to prove anything."""
    turns = tuple(OpenTurn(number, (1, 2, 3)) for number in range(5))
    problem = TurnProblem(
        wishes=tuple((project, 0) for project in range(13)),
        turns=turns,
        days=dict.fromkeys(range(5), 0),
        mentors={project: project % 4 for project in range(13)},
    )
    plan = plan_turns(problem, effort=0.0)
    assert len(plan.places) + len(plan.left) == 13
    assert plan.is_proven or "Meilleur plan trouvé" in describe_quality(find_gap(plan))
