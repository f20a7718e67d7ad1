"""The wishes of both sides, and how they are described to organisers."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from coaching.models import PairingWish
from coaching.pairing import solver
from coaching.pairing.queries.wishes import WishCount, find_wish_call
from programmes.models import Edition


class CollectedWishes:
    """The wishes of both sides: two queries. ``ranks``, ``reasons``: by the mentor or not → pair → value."""

    def __init__(self, edition: Edition, people: Mapping[int, int]) -> None:
        self.ranks: dict[bool, dict[solver.Pair, int]] = {False: {}, True: {}}
        self.reasons: dict[bool, dict[solver.Pair, str]] = {False: {}, True: {}}
        authors: dict[bool, set[int]] = {False: set(), True: set()}
        for wish in PairingWish.objects.filter(role__in=list(people), participation__edition=edition):
            pair = (wish.participation_id, people[wish.role_id])
            if wish.rank:
                self.ranks[wish.by_mentor][pair] = wish.rank
            else:
                self.reasons[wish.by_mentor][pair] = wish.reason
            authors[wish.by_mentor].add(wish.role_id if wish.by_mentor else wish.participation_id)
        self.count = WishCount(find_wish_call(edition), len(authors[False]), len(authors[True]))

    def describe(self, pair: solver.Pair) -> str:
        """The wishes of a pair in a few words, for a list; "" for nothing."""
        parts = []
        if rank := self.ranks[False].get(pair):
            parts.append(_("souhait n° %(rank)d du projet") % {"rank": rank})
        if rank := self.ranks[True].get(pair):
            parts.append(_("souhait n° %(rank)d de cette personne") % {"rank": rank})
        if pair in self.reasons[False]:
            parts.append(_("le projet : plutôt pas"))
        if pair in self.reasons[True]:
            parts.append(_("cette personne : plutôt pas"))
        return ", ".join(parts)

    def explain_ground(self, pair: solver.Pair) -> str:
        """Why a pair was wished for, as a sentence."""
        theirs, own = self.ranks[False].get(pair), self.ranks[True].get(pair)
        if theirs and own:
            if theirs == own:
                return _("Souhait n° %(rank)d des deux.") % {"rank": own}
            return _("Souhait n° %(theirs)d du projet, n° %(own)d de cette personne.") % {
                "theirs": theirs,
                "own": own,
            }
        if theirs:
            return _("Souhait n° %(rank)d du projet.") % {"rank": theirs}
        return _("Souhait n° %(rank)d de cette personne.") % {"rank": own} if own else ""

    def describe_avoided(self, pair: solver.Pair) -> str:
        """Who would rather not, and why."""
        parts = []
        if pair in self.reasons[False]:
            words = _("Le projet préférerait une autre personne : « %(reason)s ».")
            parts.append(words % {"reason": self.reasons[False][pair]})
        if pair in self.reasons[True]:
            words = _("Cette personne préférerait un autre projet : « %(reason)s ».")
            parts.append(words % {"reason": self.reasons[True][pair]})
        return " ".join(parts)

    def list_avoided(self, participation: int, names: Mapping[int, str]) -> list[str]:
        """Whom the project would rather not have, or who would rather not follow it, with the reasons."""
        rows = [
            _("Plutôt pas %(mentor)s, dit le projet : « %(reason)s ».")
            % {"mentor": names[mentor], "reason": reason}
            for (project, mentor), reason in self.reasons[False].items()
            if project == participation
        ]
        return rows + [
            _("%(mentor)s, plutôt pas : « %(reason)s ».") % {"mentor": names[mentor], "reason": reason}
            for (project, mentor), reason in self.reasons[True].items()
            if project == participation
        ]
