"""Other layouts of a mix, in words: their cost and benefit, and remedies for a plan that leaves people out.

Each is tried with the people present: a proposal is the result of a real plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from coaching.ideas.enums import LAYOUTS_FROM, TableLayout
from coaching.ideas.planning.rotation import Listening, NoRoom, list_listening, plan_rotation
from coaching.ideas.seating import MixCrowd, find_foes, seat_crowd
from coaching.models import Rotation


@dataclass(frozen=True)
class MixTrial:
    """A mix of these projects, to be tried in several layouts."""

    room: MixCrowd
    places: Sequence[int]
    rounds: int
    only_present: bool

    def listen(self, layout: str, *, rounds: int = 0, everybody: bool = False) -> Listening | None:
        """The projects that would be listened to; ``None`` where people find no seat. No query."""
        seating = seat_crowd(
            self.room,
            self.places,
            rounds=rounds or self.rounds,
            only_present=self.only_present and not everybody,
            layout=layout,
            foes=find_foes(self.room, apart_by_territory=False),
            aside={},
        )
        try:
            rotation = plan_rotation(seating.guests, len(seating.tables), rounds or self.rounds, enough=0)
        except NoRoom:
            return None
        return list_listening(rotation, seating.guests, seating.tables)


def describe_layouts(trial: MixTrial) -> list[tuple[str, str]]:
    """Each layout with its cost, as choices of a form; one alone while projects are few. No query."""
    usual = TableLayout.ONE
    tried = (
        {layout: trial.listen(layout) for layout in TableLayout} if len(trial.places) >= LAYOUTS_FROM else {}
    )
    base = tried.get(usual)
    if base is None:
        return [(usual.value, str(usual.label))]
    words = _("%(layout)s : %(cost)s")
    return [
        (
            layout.value,
            words % {"layout": layout.label, "cost": _describe_cost(trial, layout, base, listening)},
        )
        for layout, listening in tried.items()
        if listening
    ]


def _describe_cost(trial: MixTrial, layout: TableLayout, base: Listening, listening: Listening) -> str:
    count = len(trial.places)
    if layout == TableLayout.HALVES:
        words = _(
            "pas une minute de plus, mais chacun ne croise que %(half)d projets sur %(count)d, et il faut une "
            "deuxième salle et une deuxième personne pour animer"
        )
        cost = words % {"half": (count + 1) // 2, "count": count}
    elif layout == TableLayout.TWO:
        cost = _describe_two(layout.extra_minutes * trial.rounds, round(base.mean), round(listening.mean))
    else:
        words = ngettext(
            "chaque personne entend %(count)d projet",
            "chaque personne entend %(count)d projets",
            round(base.mean),
        )
        cost = words % {"count": round(base.mean)}
    if unheard := len(listening.unheard):
        words = ngettext(
            "%(count)d projet n’est entendu par personne",
            "%(count)d projets ne sont entendus par personne",
            unheard,
        )
        return f"{cost} ; {words % {'count': unheard}}"
    return cost


def _describe_two(minutes: int, before: int, after: int) -> str:
    more = ngettext("%(count)d minute de plus", "%(count)d minutes de plus", minutes) % {"count": minutes}
    listened = ngettext(
        "chaque personne entend %(count)d projet au lieu de %(before)d",
        "chaque personne entend %(count)d projets au lieu de %(before)d",
        after,
    )
    return f"{more}, {listened % {'count': after, 'before': before}}"


def list_mends(trial: MixTrial, planned: Rotation) -> list[str]:
    """Changes that would leave nobody out, in words: each was tried. No query."""
    more = planned.rounds + 1
    tries = [
        (trial.listen(planned.layout), _("Faites un nouveau plan : chacun y trouve sa place.")),
        (
            trial.listen(planned.layout, rounds=more),
            _("Ajoutez un tour : avec %(count)d tours, personne n’est oublié.") % {"count": more},
        ),
        (
            trial.listen(planned.layout, everybody=True) if planned.only_present else None,
            _("Asseyez toutes les personnes attendues, et pas seulement les présentes."),
        ),
        (
            trial.listen(TableLayout.TWO) if planned.layout == TableLayout.ONE else None,
            _("Mettez deux projets par table : ils s’écoutent l’un l’autre."),
        ),
    ]
    mends = [words for listening, words in tries if listening and not (listening.unheard or listening.unmet)]
    return mends or [
        _(
            "Gardez moins de tables : qui n’en tient pas visite les autres. Ou faites venir davantage de monde."
        )
    ]
