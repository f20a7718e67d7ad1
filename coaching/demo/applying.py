"""The call as it was lived: people begin, fill in, send; some are still writing."""

from datetime import datetime, timedelta

from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires.forms import PREFIX, answer_form
from coaching.demo.founding import World
from coaching.demo.story import Story
from projects.application.actions import answers, submission

WRITTEN_FIRST = (
    "siret structure_name profile head_count town department holder_name holder_function holder_email title summary "
    "work_problem solution stage"
).split()
"""What a draft already says."""


def apply(world: World) -> None:
    """Tell the call up to now, in the order in which people began.

    Side effects: those of the actions: accounts, drafts, dossiers sent, receipts.
    """
    for story, started_at, sent_at in moments(world):
        if started_at > world.calendar.now:
            return
        _one(world, story, started_at, sent_at)


def moments(world: World) -> list[tuple[Story, datetime, datetime]]:
    """Each story with the instants at which it is begun and sent: as in every call, half of them in the last days.

    The first story of the plan is begun as soon as the call opens.
    """
    opens_at, closes_at = world.calendar.opens_at, world.calendar.closes_at
    last = closes_at - timedelta(minutes=8)
    stories = sorted(world.plan.stories, key=lambda story: (story.number - 1) * 17 % 53)
    told = []
    for position, story in enumerate(stories):
        late = 1 - (1 - position / max(1, len(stories) - 1)) ** 1.7
        sent_at = last
        if position < len(stories) - 1:
            sent_at = _waking(
                opens_at + timedelta(days=3) + (last - opens_at - timedelta(days=4)) * late, story
            )
        started_at = max(
            opens_at + timedelta(hours=3), sent_at - timedelta(days=2 + story.number % 9, minutes=47)
        )
        told.append((story, opens_at if position == 0 else started_at, sent_at))
    return sorted(told, key=lambda one: one[1])


def _waking(at: datetime, story: Story) -> datetime:
    """The same day, at an hour when people write: from 8 h to 22 h."""
    return timezone.localtime(at).replace(hour=8 + story.number * 5 % 14, minute=story.number * 7 % 60)


def holder_of(story: Story) -> User:
    return User.objects.for_email(
        story.email, name=story.holder, job_title=story.function, phone=story.phone, language=story.language
    )


def _one(world: World, story: Story, started_at: datetime, sent_at: datetime) -> None:
    call, now = world.edition.call, world.calendar.now
    user = world.holders[story.key] = holder_of(story)
    application = submission.start_application(call=call, user=user, at=started_at)
    given = story.answers()
    if sent_at > now:
        given = {key: given[key] for key in WRITTEN_FIRST}
    saved_at = min(now, sent_at - timedelta(minutes=20))
    form = answer_form(application.sheet, data={f"{PREFIX}{key}": value for key, value in given.items()})
    if not form.is_valid():
        raise ValueError(f"the story {story.key} does not fit the form: {form.errors.as_json()}")
    answers.save_step(application=application, form=form, actor=user, at=saved_at)
    if sent_at <= now:
        submission.submit_application(
            application=application, actor=user, at=sent_at, rules_version=call.rules_version
        )
