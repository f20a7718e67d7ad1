"""The committee decides and announces, and the places are taken."""

from datetime import timedelta

from coaching.demo.calendar import COMMITTEE
from coaching.demo.edition import LoadedEdition
from coaching.demo.reviews import dossiers_by_key
from projects.application.enums import ApplicationState
from projects.decision.actions import announcing, deliberation, feedback, participation
from projects.decision.enums import Outcome
from projects.decision.queries.feedback import unread_comments
from projects.models import Participation
from projects.publication import actions as publication
from projects.publication.queries import SHEET_COLUMNS


def decide_applications(loaded: LoadedEdition) -> None:
    """Write every decision and announce them. Side effects: those of the actions."""
    calendar = loaded.calendar
    dossiers = dossiers_by_key(loaded)
    for number, (key, outcome) in enumerate(outcomes_of(loaded)):
        reserve_rank = loaded.data.reserve.index(key) + 1 if outcome == Outcome.RESERVE else None
        deliberation.decide(
            application=dossiers[key],
            outcome=outcome,
            reason=loaded.data.opinions[key].reason,
            reserve_rank=reserve_rank,
            actor=loaded.organiser,
            at=calendar.at(COMMITTEE, "14:10") + timedelta(minutes=4 * number),
        )
    for review in unread_comments(loaded.edition).select_related("application").order_by("pk"):
        feedback.moderate_feedback(
            review=review,
            text=review.holder_comment,
            seen=feedback.feedback_mark(review, None),
            actor=loaded.organiser,
            at=calendar.at(-25, "16:20"),
        )
    announcing.announce(edition=loaded.edition, actor=loaded.organiser, at=calendar.at(-24, "09:30"))


def outcomes_of(loaded: LoadedEdition) -> list[tuple[str, Outcome]]:
    """The outcome of each dossier that can be examined, the selected ones first."""
    dossiers = dossiers_by_key(loaded)
    others = [key for key, dossier in dossiers.items() if dossier.state != ApplicationState.INELIGIBLE]
    chosen = dict.fromkeys(loaded.data.selected, Outcome.SELECTED)
    chosen |= dict.fromkeys(loaded.data.reserve, Outcome.RESERVE)
    return [*chosen.items(), *((key, Outcome.NOT_SELECTED) for key in others if key not in chosen)]


def confirm_places(loaded: LoadedEdition) -> dict[str, Participation]:
    """The holders take their places and open their public sheet, or not; participations by key of application.

    Side effects: those of the actions.
    """
    rows = Participation.objects.filter(edition=loaded.edition).select_related(
        "project__edition", "edition__call"
    )
    offers = {offer.project_id: offer for offer in rows.order_by("pk")}
    dossiers = dossiers_by_key(loaded)
    taken = {}
    for number, key in enumerate(loaded.data.selected):
        offered, holder = offers[dossiers[key].project_id], loaded.holders[key]
        public = key not in loaded.data.unpublished
        at = loaded.calendar.at(-24 + number % 4, "11:05") + timedelta(minutes=23 * number)
        participation.confirm(participation=offered, actor=holder, at=at)
        if public:
            publication.open_sheet(
                project=offered.project, columns=SHEET_COLUMNS, actor=holder, at=at + timedelta(minutes=3)
            )
        offered.refresh_from_db()
        taken[key] = offered
    return taken
