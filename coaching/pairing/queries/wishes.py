"""People who may send wishes, their wishes, and both sides for organisers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import until
from coaching.models import PairingWish, WishCall
from coaching.pairing import solver
from coaching.pairing.queries.board import list_mentor_roles
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.models import Participation, ProjectMember


def find_wish_call(edition: Edition) -> WishCall | None:
    """The call for wishes of the edition, or ``None``. One query."""
    return WishCall.objects.filter(edition=edition).first()


def find_wishing_project(user: User, slug: str) -> Participation | None:
    """The project at this address that this person edits, of an edition that requests wishes. One query."""
    mine = ProjectMember.objects.editors().filter(user=user).order_by().values("project")
    return (
        Participation.objects.confirmed()
        .filter(project__slug=slug, project__in=mine, edition__wish_call__isnull=False)
        .select_related("project__organisation", "edition__programme", "edition__call", "edition__wish_call")
        .order_by("-edition__session_starts_on", "-pk")
        .first()
    )


def find_own_role(user: User, edition: Edition) -> Role | None:
    """The person's own role of mentor. One query."""
    roles = Role.objects.who_can(Capability.MENTOR_PROJECTS).filter(user=user, edition=edition)
    return roles.select_related("mentor_capacity", "edition").first()


def list_mentor_choices(edition: Edition) -> list[tuple[int, str]]:
    """The mentors, by their role, with their body and skills: one query."""
    return [
        (role.pk, " · ".join(str(part) for part in (role.user, role.organisation, role.skills) if part))
        for role in list_mentor_roles(edition)
    ]


def list_project_choices(edition: Edition) -> list[tuple[int, str]]:
    """The projects that come: one query."""
    coming = edition.participations.confirmed().select_related("project__organisation")
    return [
        (item.pk, " · ".join(str(part) for part in (item.project.title, item.project.organisation) if part))
        for item in coming.order_by("project__title", "pk")
    ]


def read_wishes(*, participation: Participation | None = None, role: Role | None = None) -> dict[str, object]:
    """The wishes of one side, as initial values of its form. One query."""
    if role is not None:
        rows = PairingWish.objects.filter(role=role, by_mentor=True)
    else:
        rows = PairingWish.objects.filter(participation=participation, by_mentor=False)
    initial: dict[str, object] = {}
    refused = 0
    for wish in rows.order_by("rank", "pk"):
        other = wish.participation_id if role is not None else wish.role_id
        if wish.rank:
            initial[f"rank_{wish.rank}"] = other
        else:
            refused += 1
            initial |= {f"avoid_{refused}": other, f"reason_{refused}": wish.reason}
    return initial


@dataclass(frozen=True)
class OpenWishCall:
    """A call for wishes on a home page: its closing date, and whether wishes were sent."""

    edition: Edition
    slug: str
    closes_at: datetime
    has_answered: bool

    @property
    def until(self) -> str:
        return until(self.closes_at)


def list_mentor_wish_calls(user: User, at: datetime) -> list[OpenWishCall]:
    """The editions that await wishes of this mentor now. One query."""
    answers = PairingWish.objects.filter(role=OuterRef("pk"), by_mentor=True)
    roles = (
        Role.objects.who_can(Capability.MENTOR_PROJECTS)
        .filter(user=user, edition__wish_call__closes_at__gt=at)
        .annotate(has_answered=Exists(answers))
        .select_related("edition__wish_call")
    )
    return [
        OpenWishCall(role.edition, role.edition.slug, role.edition.wish_call.closes_at, role.has_answered)
        for role in roles
    ]


def list_project_wish_calls(participations: list[int], at: datetime) -> dict[int, OpenWishCall]:
    """By participation, the call for wishes that is open in its edition now. One query."""
    answers = PairingWish.objects.filter(participation=OuterRef("pk"), by_mentor=False)
    rows = (
        Participation.objects.confirmed()
        .filter(pk__in=participations, edition__wish_call__closes_at__gt=at)
        .annotate(has_answered=Exists(answers))
        .select_related("project", "edition__wish_call")
    )
    return {
        row.pk: OpenWishCall(row.edition, row.project.slug, row.edition.wish_call.closes_at, row.has_answered)
        for row in rows
    }


@dataclass(frozen=True)
class WishCount:
    """How many wishes were sent, before the board."""

    call: WishCall | None
    projects: int = 0
    mentors: int = 0

    @property
    def words(self) -> str:
        if self.call is None:
            return _("Personne n’a encore été interrogé.")
        text = _(
            "Réponses reçues : projets, %(projects)d ; parrains et marraines, %(mentors)d. Ouvert %(until)s."
        )
        return text % {
            "projects": self.projects,
            "mentors": self.mentors,
            "until": until(self.call.closes_at),
        }


class CollectedWishes:
    """The wishes of both sides: two queries. ``ranks``, ``reasons``: whether by the mentor → pair → value."""

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
        """The wishes of a pair in a few words, for a list; "" without any."""
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
        """The wishes for a pair, as a sentence."""
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
        """The wishes « plutôt pas » of a pair, with the reasons."""
        parts = []
        if pair in self.reasons[False]:
            words = _("Le projet préférerait une autre personne : « %(reason)s ».")
            parts.append(words % {"reason": self.reasons[False][pair]})
        if pair in self.reasons[True]:
            words = _("Cette personne préférerait un autre projet : « %(reason)s ».")
            parts.append(words % {"reason": self.reasons[True][pair]})
        return " ".join(parts)

    def list_avoided(self, participation: int, names: Mapping[int, str]) -> list[str]:
        """The wishes « plutôt pas » between the project and mentors, with the reasons."""
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
