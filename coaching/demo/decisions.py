"""Applications to the call, decisions and their announcement, and the places taken."""

from datetime import datetime, timedelta

from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires.forms import PREFIX, answer_form
from coaching.demo.calendar import COMMITTEE
from coaching.demo.dossiers import ApplicationData
from coaching.demo.edition import LoadedEdition
from coaching.demo.reviews import map_dossiers
from projects.application.actions import answers, submission
from projects.application.enums import ApplicationState
from projects.decision.actions import announcing, deliberation, feedback, participation
from projects.decision.enums import Outcome
from projects.decision.queries.feedback import unread_comments
from projects.models import Decision, Participation
from projects.publication import actions as publication
from projects.publication.queries import SHEET_COLUMNS

WRITTEN_FIRST = (
    "siret structure_name profile head_count town department holder_name holder_function holder_email title summary "
    "work_problem solution stage"
).split()
"""The answers that a draft has already."""


def apply_to_call(loaded: LoadedEdition) -> None:
    """Write and send the applications, up to now.

    Side effects: those of the actions: accounts, drafts, dossiers sent, receipts.
    """
    for data, started_at, sent_at in schedule(loaded):
        if started_at > loaded.calendar.now:
            return
        _write_application(loaded, data, started_at, sent_at)


def schedule(loaded: LoadedEdition) -> list[tuple[ApplicationData, datetime, datetime]]:
    """Each application with the instants at which it is begun and sent; half of them in the last days.

    The first one of the edition is begun as soon as the call opens.
    """
    opens_at, closes_at = loaded.calendar.opens_at, loaded.calendar.closes_at
    last = closes_at - timedelta(minutes=8)
    ordered = sorted(loaded.data.applications, key=lambda data: (data.number - 1) * 17 % 53)
    moments = []
    for position, data in enumerate(ordered):
        late = 1 - (1 - position / max(1, len(ordered) - 1)) ** 1.7
        sent_at = last
        if position < len(ordered) - 1:
            sent_at = _move_to_waking_hours(
                opens_at + timedelta(days=3) + (last - opens_at - timedelta(days=4)) * late, data
            )
        started_at = max(
            opens_at + timedelta(hours=3), sent_at - timedelta(days=2 + data.number % 9, minutes=47)
        )
        moments.append((data, opens_at if position == 0 else started_at, sent_at))
    return sorted(moments, key=lambda moment: moment[1])


def _move_to_waking_hours(at: datetime, data: ApplicationData) -> datetime:
    """Move an instant to an hour of the same day when people write: from 8 h to 22 h."""
    return timezone.localtime(at).replace(hour=8 + data.number * 5 % 14, minute=data.number * 7 % 60)


def find_holder(data: ApplicationData) -> User:
    return User.objects.for_email(
        data.email, name=data.holder, job_title=data.function, phone=data.phone, language=data.language
    )


def _write_application(
    loaded: LoadedEdition, data: ApplicationData, started_at: datetime, sent_at: datetime
) -> None:
    call, now = loaded.edition.call, loaded.calendar.now
    user = loaded.holders[data.key] = find_holder(data)
    application = submission.start_application(call=call, user=user, at=started_at)
    typed = data.answers()
    if sent_at > now:
        typed = {key: typed[key] for key in WRITTEN_FIRST}
    saved_at = min(now, sent_at - timedelta(minutes=20))
    form = answer_form(application.sheet, data={f"{PREFIX}{key}": value for key, value in typed.items()})
    if not form.is_valid():
        raise ValueError(f"the application {data.key} does not fit the form: {form.errors.as_json()}")
    answers.save_step(application=application, form=form, actor=user, at=saved_at)
    if sent_at <= now:
        submission.submit_application(
            application=application, actor=user, at=sent_at, rules_version=call.rules_version
        )


def decide_applications(loaded: LoadedEdition) -> None:
    """Save every decision, except those of a meeting, and announce them. Side effects: those of the actions."""
    calendar = loaded.calendar
    dossiers = map_dossiers(loaded)
    decided_at = calendar.at(COMMITTEE, "17:30" if loaded.data.meeting else "14:10")
    taken = Decision.objects.filter(application__call__edition=loaded.edition).order_by()
    written = set(taken.values_list("application", "reason"))
    for number, (key, outcome) in enumerate(list_outcomes(loaded)):
        if (dossiers[key].pk, loaded.data.opinions[key].reason) in written:
            continue
        reserve_rank = loaded.data.reserve.index(key) + 1 if outcome == Outcome.RESERVE else None
        deliberation.decide(
            application=dossiers[key],
            outcome=outcome,
            reason=loaded.data.opinions[key].reason,
            reserve_rank=reserve_rank,
            actor=loaded.organiser,
            at=decided_at + timedelta(minutes=4 * number),
        )
    for review in unread_comments(loaded.edition).select_related("application").order_by("pk"):
        feedback.moderate_feedback(
            review=review,
            text=review.holder_comment,
            seen=feedback.make_feedback_mark(review, None),
            actor=loaded.organiser,
            at=calendar.at(-25, "16:20"),
        )
    announcing.announce(edition=loaded.edition, actor=loaded.organiser, at=calendar.at(-24, "09:30"))


def list_outcomes(loaded: LoadedEdition) -> list[tuple[str, Outcome]]:
    """The outcome of each eligible dossier, the selected ones first."""
    dossiers = map_dossiers(loaded)
    others = [key for key, dossier in dossiers.items() if dossier.state != ApplicationState.INELIGIBLE]
    chosen = dict.fromkeys(loaded.data.selected, Outcome.SELECTED)
    chosen |= dict.fromkeys(loaded.data.reserve, Outcome.RESERVE)
    return [*chosen.items(), *((key, Outcome.NOT_SELECTED) for key in others if key not in chosen)]


def confirm_places(loaded: LoadedEdition) -> dict[str, Participation]:
    """Holders confirm or decline their places and their public sheet; participations by key of application.

    Side effects: those of the actions.
    """
    rows = Participation.objects.filter(edition=loaded.edition).select_related(
        "project__edition", "edition__call"
    )
    offers = {offer.project_id: offer for offer in rows.order_by("pk")}
    dossiers = map_dossiers(loaded)
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
