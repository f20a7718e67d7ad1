"""The order of the discussion: few people leave and come back, and nobody learns a rank by it."""

import random
from itertools import permutations

from projects.review.solver.agenda import count_moves, order_discussion

ANNE, BRUNO, CLAIRE = 1, 2, 3


def test_dossiers_with_the_same_recused_people_follow_one_another() -> None:
    aside = {10: frozenset({ANNE}), 11: frozenset(), 12: frozenset({ANNE}), 13: frozenset({ANNE, BRUNO})}

    order = order_discussion([10, 11, 12, 13], aside)

    assert order == [11, 10, 12, 13]
    assert count_moves(order, aside) == 2
    assert count_moves([10, 11, 12, 13], aside) == 4


def test_without_recusals_the_order_is_unchanged() -> None:
    assert order_discussion([14, 3, 27], {}) == [14, 3, 27]
    assert order_discussion([], {}) == []


def test_the_tour_is_improved_where_the_nearest_first_was_wrong() -> None:
    """From a full room Anne's is as near as Claire's, which would then come last, with everybody coming back."""
    aside = {
        20: frozenset({ANNE}),
        21: frozenset({ANNE, BRUNO}),
        22: frozenset({CLAIRE}),
        23: frozenset({ANNE, BRUNO, 4, 5}),
    }
    order = order_discussion([20, 21, 22, 23], aside)

    assert count_moves(order, aside) == min(count_moves(other, aside) for other in permutations(aside))


def test_small_meetings_are_near_the_best_order() -> None:
    generator = random.Random(26)
    for _ in range(60):
        aside = {
            dossier: frozenset(generator.sample(range(5), generator.randint(0, 2))) for dossier in range(6)
        }
        best = min(count_moves(other, aside) for other in permutations(aside))
        order = order_discussion(list(aside), aside)
        assert sorted(order) == sorted(aside)
        assert count_moves(order, aside) <= best + 2


def test_the_order_of_dossiers_with_somebody_outside_does_not_follow_the_ranking() -> None:
    """A person outside for some would compare their ranks by the order they are discussed in."""
    generator = random.Random(4)
    aside = {dossier: frozenset(generator.sample(range(6), generator.randint(0, 2))) for dossier in range(30)}
    orders = []
    for _ in range(20):
        ranking = list(aside)
        generator.shuffle(ranking)
        orders.append([dossier for dossier in order_discussion(ranking, aside) if aside[dossier]])

    assert all(order == orders[0] for order in orders)


def test_three_hundred_dossiers_are_ordered_at_once() -> None:
    generator = random.Random(8)
    aside = {
        dossier: frozenset(generator.sample(range(20), generator.choice((0, 0, 1, 1, 2, 3))))
        for dossier in range(300)
    }
    order = order_discussion(list(aside), aside)

    assert count_moves(order, aside) < count_moves(list(aside), aside) / 2
