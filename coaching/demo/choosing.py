"""The committee at work: eligibility, duties, recusals, reviews."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from accelerator.accounts.models import User
from accelerator.outbox import reminders
from coaching.demo import people
from coaching.demo.founding import World
from coaching.demo.opinion import Filled, fill_in
from programmes.models import Criterion
from projects.conflicts.actions import recusal
from projects.models import Application, Recusal, Review, ReviewAssignment
from projects.review.actions import assignment, review
from projects.review.actions import sending as review_sending
from projects.triage.actions import eligibility

RECUSALS = (
    ("passe-mot", "Bruno Szymański", "J’ai conseillé cette entreprise l’an dernier."),
    ("salaisons-du-bessin", "Julien Prevel", "Un membre de ma famille y travaille."),
    ("fournil-saint-vigor", "Sophie Delaunay", "J’y achète mon pain et je connais bien la gérante."),
)
DRAFTED_AHEAD = timedelta(hours=14)
"""A review that is sent within this time has been begun."""


def examine(world: World) -> None:
    """Check eligibility, give each dossier its three readers, and step aside where one must.

    Side effects: those of the actions.
    """
    calendar, organiser = world.calendar, world.organiser
    dossiers = dossiers_by_key(world)
    good = [one for key, one in dossiers.items() if key not in world.plan.ineligible]
    eligibility.declare_eligible(applications=good, actor=organiser, at=calendar.at(-45, "11:00"))
    for key in world.plan.ineligible:
        eligibility.declare_ineligible(
            application=dossiers[key],
            reason=world.plan.opinions[key].reason,
            actor=organiser,
            at=calendar.at(-45, "11:20"),
        )
    _give(world, days=-44)
    for key, name, reason in RECUSALS:
        if key in dossiers:
            reviewer = world.users[name]
            at = calendar.at(-43, "09:40")
            recusal.recuse(
                application=dossiers[key], reviewer=reviewer, author=reviewer, reason=reason, at=at
            )
    _give(world, days=-42)


def _give(world: World, *, days: int) -> None:
    proposal = assignment.propose_for(world.edition)
    if proposal.pairs:
        at = world.calendar.at(days, "10:00")
        assignment.apply_proposal(edition=world.edition, digest=proposal.digest, actor=world.organiser, at=at)


def dossiers_by_key(world: World) -> dict[str, Application]:
    """The dossiers that were sent, by the key of their story."""
    keys = {user.pk: key for key, user in world.holders.items()}
    rows = (
        Application.objects.for_edition(world.edition).received().select_related("call__edition", "project")
    )
    found = {one.project_id: one for one in rows.order_by("pk")}
    leads = Application.objects.for_edition(world.edition).filter(project__members__leads=True)
    return {
        keys[user]: found[project]
        for project, user in leads.order_by("pk").values_list("project", "project__members__user")
        if project in found
    }


@dataclass
class Duty:
    """One dossier to read: it is the ``turn``-th of its reader, who is its ``rank``-th reader."""

    application: Application
    reviewer: User
    turn: int
    rank: int


def read(world: World) -> None:
    """Write the reviews whose day has come; those of the next hours are still drafts.

    Side effects: those of the actions, and the reminders that were due meanwhile.
    """
    now = world.calendar.now
    keys = {one.pk: key for key, one in dossiers_by_key(world).items()}
    criteria = list(Criterion.objects.filter(edition=world.edition).values_list("pk", flat=True))
    for duty in duties(world):
        key, at = keys[duty.application.pk], _hour_of(world, duty)
        filled = fill_in(key, world.plan.opinions[key], duty.reviewer.name, duty.rank)
        if at <= now:
            _send(duty, criteria, filled, at)
        elif at <= now + DRAFTED_AHEAD:
            _save(duty, criteria[:5], filled, now - timedelta(hours=2))
    for days in (-40, -33):
        if world.calendar.is_past(days, "18:05"):
            reminders.plan(world.calendar.at(days, "18:05"))


def duties(world: World) -> list[Duty]:
    """Who reads what, without those who stepped aside."""
    recused = set(
        Recusal.objects.filter(application__call__edition=world.edition).values_list(
            "application", "reviewer"
        )
    )
    rows = ReviewAssignment.objects.active().filter(application__call__edition=world.edition).order_by("pk")
    turns, ranks = Counter[int](), Counter[int]()
    found = []
    for row in rows.select_related("application__call__edition", "application__project", "reviewer"):
        if (row.application_id, row.reviewer_id) not in recused:
            turns[row.reviewer_id] += 1
            found.append(
                Duty(row.application, row.reviewer, turns[row.reviewer_id], ranks[row.application_id])
            )
            ranks[row.application_id] += 1
    return found


def _hour_of(world: World, duty: Duty) -> datetime:
    """Each reader has a pace: the last one is done at mid-term, the first on the last day."""
    start = world.calendar.at(-42, "12:00")
    number = next(n for n, person in enumerate(people.REVIEWERS) if person.name == duty.reviewer.name)
    share = (0.98 - 0.06 * number) * min(1.0, duty.turn / (1 + most_read(world)))
    return start + (world.calendar.reviews_due_at - start) * share


def most_read(world: World) -> int:
    """How many dossiers a reader has, at most."""
    return -(-len(world.plan.stories) * world.edition.reviews_wanted // len(people.REVIEWERS))


def _save(duty: Duty, criteria: list[int], filled: Filled, at: datetime, **texts: str) -> Review:
    values = {f"level-{pk}": level for pk, level in zip(criteria, filled.levels, strict=False)}
    values |= {f"comment-{pk}": said for pk, said in zip(criteria, filled.comments, strict=False) if said}
    values |= {"private_note": filled.private_note, **texts}
    return review.save_review(application=duty.application, reviewer=duty.reviewer, values=values, at=at)


def _send(duty: Duty, criteria: list[int], filled: Filled, at: datetime) -> None:
    written = _save(
        duty, criteria, filled, at,
        committee_comment=filled.committee_comment, holder_comment=filled.holder_comment,
    )  # fmt: skip
    review_sending.submit_review(review=written, actor=duty.reviewer, at=at + timedelta(minutes=6))
