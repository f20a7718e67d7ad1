"""The results of an edition in a few numbers: its projects, their states, their support. For one edition, or for two
that are compared."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.amounts import format_euros
from accelerator.charts import Bar, Chart, stack
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.models import Commitment, Need
from coaching.portfolio.enums import ALIVE, FollowUpState
from coaching.portfolio.queries.amounts import AmountKind, AmountRow, AmountSummary, summarise_amounts
from coaching.portfolio.queries.edition import UNANSWERED, WAVES
from coaching.support.enums import GIVES
from coaching.surveys.results.indicators import ProjectState
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.models import Participation


@dataclass(frozen=True)
class CountedRows:
    """A number; ``href`` lists its rows."""

    label: str
    count: int
    href: str


@dataclass(frozen=True)
class StateWave:
    """The states of the projects so many ``months`` after the session."""

    months: int
    answered: int
    parts: list[CountedRows]
    chart: Chart


@dataclass(frozen=True)
class SupportLine:
    """How many needs were shared, granted, followed by support, confirmed by the project."""

    label: str
    requested: int
    granted: int
    done: int
    confirmed: int


@dataclass(frozen=True)
class ResultFigure:
    """A number or an amount that sums up the edition, its label, and the address of its details. ``name`` is the same
    in every edition."""

    name: str
    count: int | str
    label: str
    href: str


@dataclass(frozen=True)
class ProjectFacts:
    """The facts of the projects ``places``, which come with edition, project and organisation."""

    places: dict[int, Participation]
    states: Mapping[int, Sequence[ProjectState]]
    needs: Sequence[Need]
    commitments: Sequence[Commitment]
    amounts: Sequence[AmountRow]

    def narrow(self, edition: int) -> "ProjectFacts":
        """The facts of one edition."""
        places = {key: place for key, place in self.places.items() if place.edition_id == edition}
        return ProjectFacts(
            places,
            {key: answers for key, answers in self.states.items() if key in places},
            [need for need in self.needs if need.participation_id in places],
            [row for row in self.commitments if row.participation_id in places],
            [row for row in self.amounts if row.place.pk in places],
        )


@dataclass(frozen=True)
class EditionSummary:
    """The figures of an edition. ``alive``: at their last answer; ``amounts``: ``None`` without any."""

    edition: Edition
    projects: int
    alive: int
    waves: list[StateWave]
    support: SupportLine
    amounts: AmountSummary | None

    @property
    def figures(self) -> list[ResultFigure]:
        """The figures with data: none before the first project came."""
        if not self.projects:
            return []
        welcomed = ngettext("projet accueilli", "projets accueillis", self.projects)
        figures = [self._make_figure("projects", self.projects, welcomed, "manage_portfolio")]
        if self.waves:
            alive = ngettext(
                "vivant ou abouti au dernier suivi", "vivants ou aboutis au dernier suivi", self.alive
            )
            figures.append(self._make_figure("alive", self.alive, alive, "manage_portfolio"))
        needs = self.support
        if needs.requested:
            granted = ngettext(
                "besoin appuyé sur %(requested)d", "besoins appuyés sur %(requested)d", needs.granted
            ) % {"requested": needs.requested}
            done = ngettext("besoin où l’appui a eu lieu", "besoins où l’appui a eu lieu", needs.done)
            figures += [
                self._make_figure("granted", needs.granted, granted, "manage_support_board"),
                self._make_figure("done", needs.done, done, "manage_commitments"),
            ]
        if self.amounts:
            labels = {AmountKind.GRANTED: _("accordés"), AmountKind.PAID: _("versés")}
            figures += [
                self._make_figure(
                    f"amount-{kind}", format_euros(total.amount), label, "manage_amounts", total.query
                )
                for kind, label in labels.items()
                if (total := self.amounts.find_total(kind))
            ]
        return figures

    def _make_figure(
        self, name: str, count: int | str, label: str, page: str, query: str = ""
    ) -> ResultFigure:
        return ResultFigure(name, count, label, reverse(f"coaching:{page}", args=[self.edition.slug]) + query)

    def find_figure(self, name: str) -> ResultFigure | None:
        return next((figure for figure in self.figures if figure.name == name), None)

    def find_wave(self, months: int) -> StateWave | None:
        return next((wave for wave in self.waves if wave.months == months), None)


def summarise_edition(edition: Edition, facts: ProjectFacts, *, is_named: bool = False) -> EditionSummary:
    """``is_named``: drawings have the name of the edition in their title, beside those of another. No query."""
    return EditionSummary(
        edition=edition,
        projects=len(facts.places),
        alive=sum(bool(answers) and answers[-1].code in ALIVE for answers in facts.states.values()),
        waves=_build_waves(edition, len(facts.places), facts.states, is_named),
        support=count_support(_("Tous les besoins"), facts.needs, facts.commitments),
        amounts=summarise_amounts(facts.amounts) if facts.amounts else None,
    )


def list_comparable(user: User, edition: Edition, today: date) -> "QuerySet[Edition]":
    """The other editions of the programme whose results this person may open, after their session, if a project came.

    As in the first edition, they may open every fact one by one: nothing is hidden
    (:mod:`coaching.surveys.disclosure`).
    """
    organised = Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP)
    came = Participation.objects.confirmed().order_by().values("edition")
    rows = Edition.objects.filter(programme=edition.programme_id, session_starts_on__lte=today)
    return rows.filter(pk__in=organised).filter(pk__in=came).exclude(pk=edition.pk)


# --- where the projects stand ---


def _build_waves(
    edition: Edition, projects: int, states: Mapping[int, Sequence[ProjectState]], is_named: bool
) -> list[StateWave]:
    """The waves with one answer at least."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for answers in states.values():
        for answer in answers:
            counts[answer.months][answer.code] += 1
    return [
        _build_wave(edition, months, projects, counts[months], edition.name if is_named else "")
        for months in WAVES
        if counts[months]
    ]


def _build_wave(edition: Edition, months: int, projects: int, counts: Counter[str], name: str) -> StateWave:
    page, answered = reverse("coaching:manage_portfolio", args=[edition.slug]), counts.total()
    labels = [*FollowUpState.choices, (UNANSWERED, _("sans réponse"))]
    numbers = {**counts, UNANSWERED: projects - answered}
    parts = [
        CountedRows(str(label), numbers[code], f"{page}?{urlencode({'show': f'{months}-{code}'})}")
        for code, label in labels
        if numbers.get(code)
    ]
    title = " · ".join(filter(None, [name, _("À %(months)d mois") % {"months": months}]))
    chart = stack(
        [Bar(str(label), numbers.get(code, 0), marked=code in ALIVE) for code, label in labels],
        title=title,
        description=", ".join(f"{part.count} {part.label}" for part in parts),
        columns=(_("État"), _("Projets")),
    )
    return StateWave(months, answered, parts, chart)


# --- support ---


def count_support(label: str, needs: Sequence[Need], commitments: Iterable[Commitment]) -> SupportLine:
    """Count needs; one is followed by support once one of its commitments is done."""
    keys = {need.pk for need in needs}
    own = [commitment for commitment in commitments if commitment.need_id in keys]
    done = {row.need_id for row in own if row.state == CommitmentState.DONE}
    confirmed = {row.need_id for row in own if row.need_id in done and row.confirmation == Confirmation.YES}
    granted = sum(getattr(getattr(need, "decision", None), "outcome", None) in GIVES for need in needs)
    return SupportLine(label, len(needs), granted, len(done), len(confirmed))
