"""The counts an organiser steers by: a few aggregates, whatever the number of applications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.types import Values
from coaching.followup.enums import LetterState
from coaching.followup.models import SupportLetter
from coaching.models import Attendee, Axis, Post, SessionCode, Slot, Survey
from coaching.pairing.queries.board import count_quiet
from coaching.pairing.queries.mentors import pairing_counts
from coaching.posts.enums import PostState
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.queries import has_edition_report
from programmes.capabilities import Capability
from programmes.enums import Phase
from programmes.models import CommitteeSeat, Criterion, Edition, Invitation, Role
from projects.application.enums import SCORED
from projects.application.enums import ApplicationState as S
from projects.conflicts.queries import Conflicts
from projects.decision.enums import Outcome, place_is_confirmed, place_is_offered
from projects.models import Application, Participation, ReviewAssignment
from projects.review.queries.assignment import list_extended_seats


@dataclass(frozen=True)
class EditionFacts:
    """Counts of one edition."""

    drafts: int = 0
    received: int = 0
    to_check: int = 0
    in_review: int = 0
    unassigned: int = 0
    left_short: int = 0
    """Dossiers that somebody left, or stepped aside from, with fewer readers than wanted."""
    reviews_expected: int = 0
    reviews_done: int = 0
    late_reviews: int = 0
    """Once reviews are closed: those awaited from jurors who were given more time, ``late_until`` at the latest."""
    late_until: datetime | None = None
    undecided: int = 0
    selected: int | None = 0
    """``None`` for a reader from whom some outcomes are hidden: the total would reveal them."""
    unannounced: int = 0
    offered: int = 0
    confirmed: int = 0
    paired: int = 0
    quiet: int = 0
    """Followed projects without an exchange for long."""
    followed: int = 0
    criteria: int = 0
    seats: int = 0
    reviewers: int = 0
    invited_reviewers: int = 0
    """Offers of a seat on the committee that wait for an answer."""
    mentors: int = 0
    slots: int = 0
    axes: int = 0
    attendees: int = 0
    codes: int = 0
    """Codes of the session that were made and not revoked."""
    planned: int | None = None
    published_at: datetime | None = None
    report_ready: bool = False
    letters: int = 0
    """Prepared since the partners' meeting, and not sent."""
    proposed: int = 0
    """News that projects propose."""
    survey: Survey | None = None
    invited: int = 0
    answered: int = 0


def facts_of(edition: Edition, conflicts: Conflicts, at: datetime | None = None) -> EditionFacts:
    """Six queries, whatever the number of applications, two more once reviews are closed for most jurors.

    ``conflicts`` are the reader's.
    """
    scored = Q(state__in=SCORED)
    short = scored & Q(reviews_expected__lt=edition.reviews_wanted, decision=None)
    applications = Application.objects.for_edition(edition).aggregate(
        drafts=Count("pk", filter=Q(state=S.DRAFT)),
        received=Count("pk", filter=~Q(state__in=[S.DRAFT, S.WITHDRAWN])),
        to_check=Count("pk", filter=Q(state=S.SUBMITTED)),
        in_review=Count("pk", filter=scored),
        unassigned=Count("pk", filter=scored & Q(reviews_expected=0)),
        reviews_expected=Coalesce(Sum("reviews_expected", filter=scored), 0),
        reviews_done=Coalesce(Sum("reviews_done", filter=scored), 0),
        undecided=Count("pk", filter=scored & Q(decision=None)),
        selected=Count("pk", filter=Q(decision__outcome=Outcome.SELECTED)),
        unannounced=Count("pk", filter=scored & Q(decision__isnull=False, decision__announced_at=None)),
    )
    if conflicts.withholds_totals:
        applications["selected"] = None
    applications["left_short"] = _count_left_short(edition, short)
    at = at or timezone.now()
    late = _late(edition, at) if applications["undecided"] else {}
    coming = place_is_confirmed()
    participations = Participation.objects.filter(edition=edition).aggregate(
        offered=Count("pk", filter=place_is_offered(), distinct=True),
        confirmed=Count("pk", filter=coming, distinct=True),
        **pairing_counts(coming),
    )
    quiet = count_quiet(edition, at) if participations["followed"] else 0
    survey: Any = Survey.objects.with_counts().filter(edition=edition, kind=SurveyKind.SYNTHESIS).first()
    answers: Values = {"invited": survey.total, "answered": survey.sent} if survey else {}
    return EditionFacts(
        survey=survey,
        quiet=quiet,
        **answers,
        **applications,
        **participations,
        **late,
        **_setting(edition, at),
    )


def _count_left_short(edition: Edition, short: Q) -> int:
    """Among dossiers with too few readers, those that somebody left: more people were given them than they count on."""
    given = ReviewAssignment.objects.filter(application=OuterRef("pk")).order_by().values("application")
    left = GreaterThan(Subquery(given.annotate(number=Count("pk")).values("number")), F("reviews_expected"))
    return Application.objects.for_edition(edition).filter(short, left).order_by().count()


def _late(edition: Edition, at: datetime) -> Values:
    last = list_extended_seats(edition, at).last() if edition.reviews_are_closed(at) else None
    if last is None:
        return {}
    awaited = ReviewAssignment.objects.awaited_at(at).filter(application__call__edition=edition)
    return {"late_reviews": awaited.count(), "late_until": last.reviews_due_at}


def _setting(edition: Edition, at: datetime) -> Values:
    # the names in SQL start with n_, since an edition has relations of the same names
    def count(rows: Any, by: str = "edition") -> Coalesce:
        counted = rows.order_by().values(by).annotate(total=Count("pk")).values("total")
        return Coalesce(Subquery(counted), 0)

    here, in_session = {"edition": OuterRef("pk")}, {"session__edition": OuterRef("pk")}
    coming = Participation.objects.confirmed().order_by().values("pk")
    prepared = SupportLetter.objects.filter(
        participation__edition=OuterRef("pk"), participation__in=coming, state=LetterState.PREPARED
    )
    settings = (
        Edition.objects.filter(pk=edition.pk)
        .order_by()
        .values(
            n_criteria=count(Criterion.objects.filter(**here)),
            n_seats=count(CommitteeSeat.objects.filter(**here)),
            n_reviewers=count(Role.objects.jurors().filter(**here)),
            n_invited_reviewers=count(Invitation.objects.pending(at).to_committee().filter(**here)),
            n_mentors=count(Role.objects.who_can(Capability.MENTOR_PROJECTS).filter(**here)),
            n_slots=count(Slot.objects.filter(day__session__edition=OuterRef("pk")), "day__session"),
            n_axes=count(Axis.objects.filter(**here)),
            n_attendees=count(Attendee.objects.expected().filter(**in_session), "session"),
            n_codes=count(SessionCode.objects.standing().filter(**in_session), "session"),
            n_letters=count(prepared, "participation__edition"),
            n_report_ready=has_edition_report(),
            n_proposed=count(Post.objects.filter(**here, state=PostState.PROPOSED)),
            n_planned=F("session__pk"),
            n_published_at=F("session__published_at"),
        )
    )
    return {name.removeprefix("n_"): value for name, value in settings.get().items()}


def reverse_in(name: str, edition: Edition) -> str:
    """The address of a page of this edition."""
    return reverse(name, args=[edition.slug])


def address_of_synthesis(edition: Edition) -> str:
    """The survey of the syntheses, among the surveys of the edition."""
    return reverse_in("coaching:manage_surveys", edition) + "?kind=synthesis"


def address_of_mentors(edition: Edition) -> str:
    """The page where organisers give each project its mentor."""
    return reverse_in("coaching:manage_pairings", edition)


@dataclass(frozen=True)
class Figure:
    """A key count, in honest numbers, with the page that explains it."""

    label: str
    value: str
    href: str


def counts(edition: Edition, facts: EditionFacts, at: datetime) -> list[Figure]:
    """The figures that mean something to an organiser at this stage."""
    phase = edition.phase(at)
    if phase in (Phase.DRAFT, Phase.ANNOUNCED):
        return []
    figures = [
        Figure(
            _("Dossiers reçus"),
            _("%(received)d, et %(drafts)d en rédaction")
            % {"received": facts.received, "drafts": facts.drafts}
            if phase == Phase.CALL
            else str(facts.received),
            reverse_in("projects:manage_applications", edition),
        )
    ]
    if phase == Phase.SELECTION and facts.reviews_expected:
        figures += [
            Figure(
                _("Évaluations reçues"),
                _of(facts.reviews_done, facts.reviews_expected),
                reverse_in("projects:manage_assignment", edition) + "#loads",
            )
        ]
    if phase == Phase.SELECTION and facts.selected is not None:
        figures.append(
            Figure(
                _("Projets retenus"),
                _("%(selected)d pour %(places)d places")
                % {"selected": facts.selected, "places": edition.places},
                reverse_in("projects:deliberation", edition),
            )
        )
    if phase not in (Phase.CALL, Phase.SELECTION):
        figures += [
            Figure(
                _("Venues confirmées"),
                _of(facts.confirmed, facts.confirmed + facts.offered),
                reverse_in("projects:announce", edition) + "#places",
            ),
            Figure(
                _("Projets accompagnés"),
                _of(facts.followed, facts.confirmed),
                address_of_mentors(edition),
            ),
        ]
    if phase in (Phase.SYNTHESIS, Phase.FOLLOW_UP) and facts.followed:
        figures.append(
            Figure(
                _("Sans échange depuis 4 semaines"),
                _of(facts.quiet, facts.followed),
                reverse_in("coaching:manage_contacts", edition),
            )
        )
    if facts.invited:
        figures.append(
            Figure(
                _("Synthèses reçues"),
                _of(facts.answered, facts.invited),
                address_of_synthesis(edition),
            )
        )
    return figures


def _of(done: int, total: int) -> str:
    return _("%(done)d sur %(total)d") % {"done": done, "total": total}


def describe_received(done: int, total: int, due: str) -> str:
    """How many of those expected came, and until when: one line of a card."""
    words = ngettext(
        "%(done)d reçue sur %(total)d, à rendre %(due)s.",
        "%(done)d reçues sur %(total)d, à rendre %(due)s.",
        done,
    )
    return words % {"done": done, "total": total, "due": due}
