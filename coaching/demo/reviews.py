"""The committee at work: eligibility, duties, recusals, and how each reviewer fills in the grid."""

import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from accelerator.accounts.models import User
from accelerator.outbox import reminders
from coaching.demo.dossiers import OpinionData
from coaching.demo.edition import LoadedEdition, list_people_with
from coaching.demo.reader import read_comments
from programmes.enums import RoleName
from programmes.models import Criterion
from programmes.queries import people_who_can
from projects.conflicts import actions
from projects.conflicts.queries import CONCERNED
from projects.declarations import actions as declarations
from projects.declarations.actions import LinkEntry
from projects.declarations.queries import list_dossiers
from projects.models import Application, LinkAnswer, Review, ReviewAssignment
from projects.review.actions import proposals, review
from projects.review.actions.correction import update_corrections
from projects.triage.actions import eligibility


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

    The first insists on strengths, the second on weaknesses, the others weigh both.
    """
    seed, notes = zlib.crc32(f"{key} {reviewer}".encode()), read_comments().notes
    levels = [
        min(4, max(0, int(level) + _find_departure(seed, index)))
        for index, level in enumerate(opinion.levels)
    ]
    ranked = sorted(range(len(levels)), key=lambda index: (levels[index], (seed >> index) & 7))
    weakest, strongest = ranked[0], ranked[-1]
    comments = ["" for _level in levels]
    for index in {weakest, strongest, seed % len(levels)}:
        comments[index] = choose_sentence(index, levels[index], seed)
    praise = choose_sentence(strongest, levels[strongest], seed)
    weighed = f"{praise} {choose_sentence(weakest, levels[weakest], seed >> 3)}"
    return FilledGrid(
        levels=[str(level) for level in levels],
        comments=comments,
        committee_comment=[opinion.praise, opinion.doubt, weighed][min(rank, 2)],
        holder_comment=opinion.advice if rank == 0 else "",
        private_note=notes[seed % len(notes)] if seed % 4 == 0 else "",
    )


def choose_sentence(criterion: int, level: int, seed: int) -> str:
    """A comment for this level of this criterion."""
    comments = read_comments().criteria[criterion]
    tones = comments.low if level < 2 else comments.middling if level == 2 else comments.high
    return tones[seed % len(tones)]


def _find_departure(seed: int, index: int) -> int:
    """How far this reviewer departs from the common opinion on this criterion: mostly not at all."""
    return (0, 0, 0, 0, 1, -1, 0, -1)[(seed >> (index * 3)) & 7]


DRAFTED_EARLY = timedelta(hours=14)
"""A review that will be sent within this time is a draft."""


def assign_reviewers(loaded: LoadedEdition) -> None:
    """Check eligibility, give each dossier its three readers, and step aside where one must.

    Side effects: those of the actions.
    """
    calendar, organiser = loaded.calendar, loaded.organiser
    dossiers = map_dossiers(loaded)
    good = [dossier for key, dossier in dossiers.items() if key not in loaded.data.ineligible]
    eligibility.declare_eligible(applications=good, actor=organiser, at=calendar.at(-45, "11:00"))
    for key in loaded.data.ineligible:
        eligibility.declare_ineligible(
            application=dossiers[key],
            reason=loaded.data.opinions[key].reason,
            actor=organiser,
            at=calendar.at(-45, "11:20"),
        )
    _assign(loaded, days=-44)
    for row in loaded.data.recusals:
        reviewer, at = loaded.users[row.reviewer], calendar.at(-43, "09:40")
        actions.recuse(
            application=dossiers[row.application],
            reviewer=reviewer,
            author=reviewer,
            reason=row.reason,
            at=at,
        )
    _assign(loaded, days=-42)
    if loaded.data.has_conflict_round:
        _answer_conflict_round(loaded)


def _answer_conflict_round(loaded: LoadedEdition) -> None:
    """Everybody answers for their dossiers; one does not know about a dossier, and one has a few answers left."""
    calendar, edition, organiser = loaded.calendar, loaded.edition, loaded.organiser
    declarations.open_round(edition=edition, actor=organiser, at=calendar.at(-42, "10:10"))
    duties = ReviewAssignment.objects.active().filter(application__call__edition=edition).order_by()
    assigned = set(duties.values_list("reviewer", "application"))
    references = list(list_dossiers(edition).values_list("pk", "reference"))
    jurors = list_people_with(RoleName.REVIEWER)
    for number, person in enumerate(jurors):
        reviewer = loaded.users[person.name]
        unread = [reference for pk, reference in references if (reviewer.pk, pk) not in assigned]
        unknown = set(unread[:1]) if number == 1 else set()
        left = set(unread[-3:]) if number == 2 else set()
        entries = [
            LinkEntry(reference, LinkAnswer.UNKNOWN if reference in unknown else LinkAnswer.NONE)
            for _pk, reference in references
            if reference not in left
        ]
        at = calendar.at(-42, f"10:{20 + number}")
        declarations.declare_links(edition=edition, reviewer=reviewer, entries=entries, at=at)
    entries = [LinkEntry(reference, LinkAnswer.NONE) for _pk, reference in references]
    at = calendar.at(-42, "10:50")
    others = people_who_can(edition, *CONCERNED).exclude(name__in=[person.name for person in jurors])
    for colleague in others.order_by("pk"):
        declarations.declare_links(edition=edition, reviewer=colleague, entries=entries, at=at)


def _assign(loaded: LoadedEdition, *, days: int) -> None:
    proposal = proposals.propose_for(loaded.edition)
    if proposal.pairs:
        at = loaded.calendar.at(days, "10:00")
        proposals.apply_proposal(
            edition=loaded.edition, digest=proposal.digest, actor=loaded.organiser, at=at
        )


def map_dossiers(loaded: LoadedEdition) -> dict[str, Application]:
    """The dossiers that were sent, by their key."""
    keys = {user.pk: key for key, user in loaded.holders.items()}
    rows = (
        Application.objects.for_edition(loaded.edition).received().select_related("call__edition", "project")
    )
    by_project = {dossier.project_id: dossier for dossier in rows.order_by("pk")}
    leads = Application.objects.for_edition(loaded.edition).filter(project__members__leads=True)
    return {
        keys[user]: by_project[project]
        for project, user in leads.order_by("pk").values_list("project", "project__members__user")
        if project in by_project
    }


@dataclass
class DemoDuty:
    """One dossier to read: the ``turn``-th of its reader, who is its ``rank``-th reader."""

    application: Application
    reviewer: User
    turn: int
    rank: int


def write_reviews(loaded: LoadedEdition) -> None:
    """Write the reviews whose day has come; those of the next hours are drafts.

    Side effects: those of the actions, and the reminders that were due meanwhile.
    """
    now = loaded.calendar.now
    keys = {dossier.pk: key for key, dossier in map_dossiers(loaded).items()}
    criteria = list(Criterion.objects.filter(edition=loaded.edition).values_list("pk", flat=True))
    for duty in find_duties(loaded):
        key, at = keys[duty.application.pk], _find_hour(loaded, duty)
        filled = fill_in(key, loaded.data.opinions[key], duty.reviewer.name, duty.rank)
        if at <= now:
            _send(duty, criteria, filled, at)
        elif at <= now + DRAFTED_EARLY:
            _save(duty, criteria[:5], filled, now - timedelta(hours=2))
    for days in (-40, -33):
        if loaded.calendar.is_past(days, "18:05"):
            reminders.plan(loaded.calendar.at(days, "18:05"), scope=loaded.edition.scope)


def correct_scores(loaded: LoadedEdition) -> None:
    """Correct the scores, as a worker does each minute."""
    update_corrections()


def find_duties(loaded: LoadedEdition) -> list[DemoDuty]:
    """The duties of reviewers who did not step aside."""
    rows = (
        ReviewAssignment.objects.standing().filter(application__call__edition=loaded.edition).order_by("pk")
    )
    turns, ranks = Counter[int](), Counter[int]()
    duties = []
    for duty_row in rows.select_related("application__call__edition", "application__project", "reviewer"):
        turns[duty_row.reviewer_id] += 1
        duties.append(
            DemoDuty(
                duty_row.application,
                duty_row.reviewer,
                turns[duty_row.reviewer_id],
                ranks[duty_row.application_id],
            )
        )
        ranks[duty_row.application_id] += 1
    return duties


def _find_hour(loaded: LoadedEdition, duty: DemoDuty) -> datetime:
    """The hour of a review. Each reader has a pace: the last one is done at mid-term, the first on the last day."""
    start = loaded.calendar.at(-42, "12:00")
    number = next(
        n for n, person in enumerate(list_people_with(RoleName.REVIEWER)) if person.name == duty.reviewer.name
    )
    share = (0.98 - 0.06 * number) * min(1.0, duty.turn / (1 + count_most_assigned(loaded)))
    return start + (loaded.calendar.reviews_due_at - start) * share


def count_most_assigned(loaded: LoadedEdition) -> int:
    """How many dossiers a reader has, at most."""
    return -(
        -len(loaded.data.applications)
        * loaded.edition.reviews_wanted
        // len(list_people_with(RoleName.REVIEWER))
    )


def _save(duty: DemoDuty, criteria: list[int], filled: FilledGrid, at: datetime, **texts: str) -> Review:
    values = {f"level-{pk}": level for pk, level in zip(criteria, filled.levels, strict=False)}
    values |= {
        f"comment-{pk}": comment for pk, comment in zip(criteria, filled.comments, strict=False) if comment
    }
    values |= {"private_note": filled.private_note, **texts}
    return review.save_review(application=duty.application, reviewer=duty.reviewer, values=values, at=at)


def _send(duty: DemoDuty, criteria: list[int], filled: FilledGrid, at: datetime) -> None:
    written = _save(
        duty, criteria, filled, at,
        committee_comment=filled.committee_comment, holder_comment=filled.holder_comment,
    )  # fmt: skip
    review.submit_review(review=written, actor=duty.reviewer, at=at + timedelta(minutes=6))
