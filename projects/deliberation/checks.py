"""What a meeting may not decide, or not without a written sentence. Used for one decision, and for all at the close.

Read from :class:`~projects.deliberation.queries.dossiers.MeetingDossier`; no query here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _, ngettext

from accelerator.transitions import TransitionRefused
from projects.deliberation.queries.dossiers import MeetingDossier
from projects.deliberation.queries.members import Assembly
from projects.review.queries.line import Line


class Obstacle(StrEnum):
    QUORUM = "quorum"
    GONE = "gone"
    CONFLICT = "conflict"
    PLACES = "places"
    ORDER = "order"
    TIE = "tie"
    EMPTY = "empty"


@dataclass(frozen=True)
class Refusal:
    """Why the decisions cannot stand as they are: ``text``, and the dossiers that it is about.

    ``takes_explanation``: a sentence for the minutes resolves it; a tie takes a reason instead.
    """

    obstacle: Obstacle
    text: str
    dossiers: frozenset[int] = frozenset()

    @property
    def takes_explanation(self) -> bool:
        return self.obstacle in {Obstacle.PLACES, Obstacle.ORDER}


def list_refusals(
    dossiers: Sequence[MeetingDossier],
    places: int,
    assembly: Assembly,
    conflicting: Collection[tuple[int, int]] = frozenset(),
    *,
    compares_all: bool = True,
) -> list[Refusal]:
    """Everything that stands against these decisions.

    ``conflicting``: pairs of a dossier and a person who may not judge it; ``compares_all``: the reader knows the line.
    """
    return [
        *_check_quorum(assembly),
        *_check_withdrawn(dossiers),
        *_check_conflicts(dossiers, conflicting),
        *_check_places(dossiers, places),
        *_check_order(dossiers),
        *_check_ties(dossiers, places, compares_all=compares_all),
    ]


def _check_quorum(assembly: Assembly) -> Iterator[Refusal]:
    if not assembly.has_quorum:
        text = _("Le quorum n’est plus atteint : %(presence)s.") % {"presence": assembly.presence_text}
        yield Refusal(Obstacle.QUORUM, text)


def _check_withdrawn(dossiers: Iterable[MeetingDossier]) -> Iterator[Refusal]:
    for item in dossiers:
        if item.is_pending and not item.is_open:
            text = _("%(ref)s : ce dossier n’est plus à décider. Retirez-le de la séance.")
            yield Refusal(Obstacle.GONE, text % {"ref": item.application.reference}, frozenset({item.pk}))


def _check_conflicts(
    dossiers: Iterable[MeetingDossier], conflicting: Collection[tuple[int, int]]
) -> Iterator[Refusal]:
    for item in dossiers:
        if item.is_pending and item.who_pk and (item.pk, item.who_pk) in conflicting:
            text = _(
                "%(ref)s : %(who)s s’en est déporté depuis. Une autre personne enregistre à nouveau la décision."
            )
            values = {"ref": item.application.reference, "who": item.who}
            yield Refusal(Obstacle.CONFLICT, text % values, frozenset({item.pk}))


def _check_places(dossiers: Sequence[MeetingDossier], places: int) -> Iterator[Refusal]:
    """Each project beyond the places has a sentence of its own."""
    selected = [item for item in dossiers if item.is_selected]
    over = len(selected) - places
    if over <= sum(bool(item.explanation) for item in selected):
        return
    text = ngettext(
        "%(n)s projet de trop pour %(places)s places : écrivez au procès-verbal pourquoi il est retenu en plus.",
        "%(n)s projets de trop pour %(places)s places : écrivez au procès-verbal pourquoi chacun est retenu en plus.",
        over,
    )
    pending = frozenset(item.pk for item in selected if item.is_pending)
    yield Refusal(Obstacle.PLACES, text % {"n": over, "places": places}, pending)


def _check_order(dossiers: Sequence[MeetingDossier]) -> Iterator[Refusal]:
    """A project selected although a better scored one is not: one of the two has a sentence.

    Those that pass before the same ones are in one sentence.
    """
    passed = [item for item in dossiers if item.outcome and not item.is_selected and item.score is not None]
    crossings = defaultdict[tuple[MeetingDossier, ...], list[MeetingDossier]](list)
    for item in dossiers:
        if not item.is_selected or item.score is None or item.explanation:
            continue
        better = tuple(
            other
            for other in passed
            if _is_better(other, item) and not other.explanation and (item.is_pending or other.is_pending)
        )
        if better:
            crossings[better].append(item)
    for better, items in crossings.items():
        text = _(
            "Mieux noté et non retenu : %(better)s. Retenu avant : %(items)s. Écrivez au procès-verbal pourquoi."
        )
        values = {"better": _list_references(better), "items": _list_references(items)}
        yield Refusal(Obstacle.ORDER, text % values, frozenset(item.pk for item in (*better, *items)))


def _list_references(dossiers: Iterable[MeetingDossier]) -> str:
    return ", ".join(item.application.reference for item in dossiers)


def _is_better(item: MeetingDossier, other: MeetingDossier) -> bool:
    return item.score is not None and other.score is not None and item.score > other.score


def _check_ties(dossiers: Sequence[MeetingDossier], places: int, *, compares_all: bool) -> Iterator[Refusal]:
    """Refuse decisions taken together that part a tie without a reason; see
    :func:`projects.decision.queries.decisions.list_parted_without_reason`.
    """
    scores = [item.score for item in dossiers if item.score is not None]
    at_line = {Line(places, scores).tied_score} if compares_all else set(scores)
    silent = [item for item in dossiers if item.outcome and not item.reason and item.score is not None]
    for score in sorted({item.score for item in silent if item.score in at_line and item.score is not None}):
        tied = [item for item in silent if item.score == score]
        is_parted = len({item.is_selected for item in tied}) == 2
        if is_parted and any(item.is_pending for item in tied):
            names = ", ".join(item.application.reference for item in tied)
            text = _("Les dossiers %(names)s ont la même note, au seuil : écrivez ce qui les départage.")
            yield Refusal(Obstacle.TIE, text % {"names": names}, frozenset(item.pk for item in tied))


class DeliberationRefused(TransitionRefused):
    """It cannot be done in this meeting, or not now; ``message`` is the reason."""


class MeetingClosed(DeliberationRefused):
    def __init__(self) -> None:
        super().__init__(_("La séance est close : rien n’y change plus."))


class MeetingPaused(DeliberationRefused):
    def __init__(self) -> None:
        super().__init__(_("La séance est suspendue : attendez sa reprise."))


class DecisionsRefused(DeliberationRefused):
    """Decisions that cannot stand together, or not without a sentence: ``refusals``, each with its text."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.text for refusal in refusals))
        self.refusals = refusals
