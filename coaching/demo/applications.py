"""Applications to the call: people begin, fill in, send; some are still writing."""

from datetime import datetime, timedelta

from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires.forms import PREFIX, answer_form
from coaching.demo.dossiers import ApplicationData
from coaching.demo.edition import LoadedEdition
from projects.application.actions import answers, submission

WRITTEN_FIRST = (
    "siret structure_name profile head_count town department holder_name holder_function holder_email title summary "
    "work_problem solution stage"
).split()
"""The answers that a draft already has."""


def apply_to_call(loaded: LoadedEdition) -> None:
    """Apply up to now, in the order in which people began.

    Side effects: those of the actions: accounts, drafts, dossiers sent, receipts.
    """
    for data, started_at, sent_at in schedule(loaded):
        if started_at > loaded.calendar.now:
            return
        _write_application(loaded, data, started_at, sent_at)


def schedule(loaded: LoadedEdition) -> list[tuple[ApplicationData, datetime, datetime]]:
    """Each application with the instants at which it is begun and sent: as always, half of them in the last days.

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
            sent_at = _at_waking_hours(
                opens_at + timedelta(days=3) + (last - opens_at - timedelta(days=4)) * late, data
            )
        started_at = max(
            opens_at + timedelta(hours=3), sent_at - timedelta(days=2 + data.number % 9, minutes=47)
        )
        moments.append((data, opens_at if position == 0 else started_at, sent_at))
    return sorted(moments, key=lambda moment: moment[1])


def _at_waking_hours(at: datetime, data: ApplicationData) -> datetime:
    """The same day, at an hour when people write: from 8 h to 22 h."""
    return timezone.localtime(at).replace(hour=8 + data.number * 5 % 14, minute=data.number * 7 % 60)


def holder_of(data: ApplicationData) -> User:
    return User.objects.for_email(
        data.email, name=data.holder, job_title=data.function, phone=data.phone, language=data.language
    )


def _write_application(
    loaded: LoadedEdition, data: ApplicationData, started_at: datetime, sent_at: datetime
) -> None:
    call, now = loaded.edition.call, loaded.calendar.now
    user = loaded.holders[data.key] = holder_of(data)
    application = submission.start_application(call=call, user=user, at=started_at)
    given = data.answers()
    if sent_at > now:
        given = {key: given[key] for key in WRITTEN_FIRST}
    saved_at = min(now, sent_at - timedelta(minutes=20))
    form = answer_form(application.sheet, data={f"{PREFIX}{key}": value for key, value in given.items()})
    if not form.is_valid():
        raise ValueError(f"the application {data.key} does not fit the form: {form.errors.as_json()}")
    answers.save_step(application=application, form=form, actor=user, at=saved_at)
    if sent_at <= now:
        submission.submit_application(
            application=application, actor=user, at=sent_at, rules_version=call.rules_version
        )
