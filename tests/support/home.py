"""What tests of the homes share: the days of a session, a survey that a place has to answer."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accelerator.questionnaires.models import AnswerSheet
from coaching.models import Survey, SurveyInvitation
from coaching.surveys.enums import InvitationState, SurveyKind
from projects.models import Participation
from tests import factories

FIRST, LAST = date(2026, 12, 3), date(2026, 12, 4)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def survey(
    participation: Participation, *, state: InvitationState = InvitationState.TO_DO
) -> SurveyInvitation:
    opens = noon(LAST)
    form = factories.published_form()
    held, _made = Survey.objects.get_or_create(
        edition=participation.edition,
        kind=SurveyKind.SYNTHESIS,
        defaults={
            "form": form,
            "opens_at": opens,
            "closes_at": opens + timedelta(days=21),
            "sent_out_at": opens,
        },
    )
    return SurveyInvitation.objects.create(
        survey=held,
        participation=participation,
        sheet=AnswerSheet.objects.create(revision=form, created_at=opens),
        email="x@exemple.test",
        nonce="n",
        state=state,
        created_at=opens,
        sent_at=opens if state == InvitationState.SENT else None,
    )
