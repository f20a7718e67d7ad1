"""Which moves of a repair go together: what takes the room or the mentor that another leaves needs both."""

from collections.abc import Collection, Mapping, Sequence

from coaching.session.planning.optimum import PlanMove
from coaching.session.planning.turns import Place


def group_moves(
    moves: Sequence[PlanMove],
    mentors: Mapping[int, int | None],
    overlapping: Collection[tuple[int, int]],
) -> list[list[int]]:
    """The positions of ``moves`` in the smallest sets that may each be done alone, in the order of the moves.

    A set done alone clashes with nothing: what its moves take is free, or left by one of them.
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
                joined, kept = group[other], group[position]
                group = [kept if key == joined else key for key in group]
    return [[at for at, key in enumerate(group) if key == first] for first in dict.fromkeys(group)]
