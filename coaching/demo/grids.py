"""How a reviewer of the demo fills in the grid: levels around a tendency, comments from the data. Pure."""

import zlib
from dataclasses import dataclass

from coaching.demo.dossiers import OpinionData
from coaching.demo.reader import read_comments


@dataclass(frozen=True)
class FilledGrid:
    """A grid filled in: one level and one comment (often empty) per criterion, and three texts."""

    levels: list[str]
    comments: list[str]
    committee_comment: str
    holder_comment: str
    private_note: str


def fill_in(key: str, opinion: OpinionData, reviewer: str, rank: int) -> FilledGrid:
    """The grid of the reviewer who reads the dossier ``key`` as number ``rank``; the same each time.

    The first insists on what is good, the second on what is not, the others weigh both.
    """
    seed, notes = zlib.crc32(f"{key} {reviewer}".encode()), read_comments().notes
    levels = [min(4, max(0, int(level) + _shade(seed, index))) for index, level in enumerate(opinion.levels)]
    ranked = sorted(range(len(levels)), key=lambda index: (levels[index], (seed >> index) & 7))
    weakest, strongest = ranked[0], ranked[-1]
    comments = ["" for _level in levels]
    for index in {weakest, strongest, seed % len(levels)}:
        comments[index] = sentence(index, levels[index], seed)
    weighed = (
        f"{sentence(strongest, levels[strongest], seed)} {sentence(weakest, levels[weakest], seed >> 3)}"
    )
    return FilledGrid(
        levels=[str(level) for level in levels],
        comments=comments,
        committee_comment=[opinion.praise, opinion.doubt, weighed][min(rank, 2)],
        holder_comment=opinion.advice if rank == 0 else "",
        private_note=notes[seed % len(notes)] if seed % 4 == 0 else "",
    )


def sentence(criterion: int, level: int, seed: int) -> str:
    """What may be written beside this level of this criterion."""
    comments = read_comments().criteria[criterion]
    tones = comments.low if level < 2 else comments.middling if level == 2 else comments.high
    return tones[seed % len(tones)]


def _shade(seed: int, index: int) -> int:
    """How far this reviewer departs from the tendency on this criterion: mostly not at all."""
    return (0, 0, 0, 0, 1, -1, 0, -1)[(seed >> (index * 3)) & 7]
