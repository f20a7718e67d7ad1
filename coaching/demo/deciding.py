"""The committee decides, tells everybody, and the places are taken."""

from datetime import timedelta

from coaching.demo import opinions_a
from coaching.demo.calendar import COMMITTEE
from coaching.demo.choosing import dossiers_by_key
from coaching.demo.founding import World
from projects.application.actions import publication
from projects.application.enums import ApplicationState
from projects.decision.actions import deliberation, feedback, participation
from projects.decision.enums import Outcome
from projects.decision.queries.feedback import unread_comments
from projects.models import Participation

PRIVATE = frozenset({"chambre-claire", "entrepots-de-seine"})
"""Projects whose holders keep their sheet off the public pages."""


def decide(world: World) -> None:
    """Write every decision and announce them. Side effects: those of the actions."""
    calendar = world.calendar
    dossiers = dossiers_by_key(world)
    for number, (key, outcome) in enumerate(outcomes(world)):
        reserve_rank = opinions_a.RESERVE.index(key) + 1 if outcome == Outcome.RESERVE else None
        deliberation.decide(
            application=dossiers[key],
            outcome=outcome,
            reason=world.plan.opinions[key].reason,
            reserve_rank=reserve_rank,
            actor=world.organiser,
            at=calendar.at(COMMITTEE, "14:10") + timedelta(minutes=4 * number),
        )
    for review in unread_comments(world.edition).select_related("application").order_by("pk"):
        feedback.settle_feedback(
            review=review,
            text=review.holder_comment,
            seen=feedback.feedback_mark(review, None),
            actor=world.organiser,
            at=calendar.at(-25, "16:20"),
        )
    deliberation.announce(edition=world.edition, actor=world.organiser, at=calendar.at(-24, "09:30"))


def outcomes(world: World) -> list[tuple[str, Outcome]]:
    """The outcome of each dossier that can be examined, the selected ones first."""
    dossiers = dossiers_by_key(world)
    others = [key for key, one in dossiers.items() if one.state != ApplicationState.INELIGIBLE]
    chosen = dict.fromkeys(opinions_a.SELECTED, Outcome.SELECTED)
    chosen |= dict.fromkeys(opinions_a.RESERVE, Outcome.RESERVE)
    return [*chosen.items(), *((key, Outcome.NOT_SELECTED) for key in others if key not in chosen)]


def confirm(world: World) -> dict[str, Participation]:
    """The holders take their places and open their public sheet, or not; participations by the key of their story.

    Side effects: those of the actions.
    """
    rows = Participation.objects.filter(edition=world.edition).select_related(
        "project__edition", "edition__call"
    )
    found = {one.project_id: one for one in rows.order_by("pk")}
    dossiers = dossiers_by_key(world)
    taken = {}
    for number, key in enumerate(opinions_a.SELECTED):
        offered, holder = found[dossiers[key].project_id], world.holders[key]
        at = world.calendar.at(-24 + number % 4, "11:05") + timedelta(minutes=23 * number)
        participation.confirm(participation=offered, actor=holder, at=at)
        publication.allow_public_sheet(
            project=offered.project, allowed=key not in PRIVATE, actor=holder, at=at + timedelta(minutes=3)
        )
        offered.refresh_from_db()
        taken[key] = offered
    return taken
