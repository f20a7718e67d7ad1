"""Who receives at the table of their project in which round: half of its people, then the other half. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

Hosting = Mapping[int, frozenset[int]]
"""Person → the rounds, from 0, in which they receive."""


def share_hosting(
    teams: Sequence[Sequence[int]], rounds: int, *, before: Hosting | None = None, begun: int = 0
) -> dict[int, frozenset[int]]:
    """For each person of these teams, the rounds in which they receive; they visit in the others.

    A team of one receives in one round of two; such teams take turns, so that half of them receive in each round.
    ``before``: who received so far; the ``begun`` first rounds do not change, and people keep their turn where both
    halves have somebody.
    """
    received, alone = before or {}, count()
    found = {}
    for team in teams:
        for turn, half in enumerate(_halve(team, received, alone)):
            for person in half:
                past = {number for number in received.get(person, ()) if number < begun}
                found[person] = frozenset(past | set(range(turn, rounds, 2)) - set(range(begun)))
    return found


def _halve(team: Sequence[int], received: Hosting, alone: Iterator[int]) -> tuple[list[int], list[int]]:
    """Those who receive first, and those who visit first."""
    halves: tuple[list[int], list[int]] = ([], [])
    known = [person for person in team if received.get(person)]
    for person in known:
        halves[min(received[person]) % 2].append(person)
    if len(team) == 1 and not known:
        halves[next(alone) % 2].append(team[0])
        return halves
    for person in team:
        if person not in known:
            min(halves, key=len).append(person)
    first, second = halves
    if len(team) > 1 and not (first and second):
        (second or first).reverse()
        (first or second).append((second or first).pop())
    return halves
