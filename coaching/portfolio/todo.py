"""Things to do about results: abandoned projects, and the bar of the states of all."""

from datetime import timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from accelerator.questionnaires.models import Answer
from coaching.models import MentorMeeting, SurveyInvitation
from coaching.pairing.enums import MentorMeetingState
from coaching.portfolio.enums import FollowUpState
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.results.indicators import STATE
from programmes.enums import AFTER_THE_SESSION, Phase
from programmes.todo import ProgressRule, TodoReader, TodoRule, TodoUrgency
from projects.conflicts.todo import leave_out_hidden
from projects.decision.enums import place_is_confirmed

RECENT = timedelta(days=60)
"""How long an abandoned project stays a thing to do without a recorded meeting."""


def _list_last_states(reader: TodoReader) -> "QuerySet[Answer]":
    """The last state that each project declared, with its ``code`` in JSON, for this organiser."""
    link = "sheet__survey_invitation"
    later = SurveyInvitation.objects.sent().filter(
        participation=OuterRef(f"{link}__participation"),
        survey__kind=SurveyKind.FOLLOW_UP,
        survey__wave__gt=OuterRef(f"{link}__survey__wave"),
    )
    answers = Answer.objects.filter(
        ~Exists(later.order_by()),
        place_is_confirmed(f"{link}__participation__"),
        **{f"{link}__state": InvitationState.SENT, f"{link}__survey__kind": SurveyKind.FOLLOW_UP},
        question__key=STATE,
        value__isnull=False,
    ).annotate(
        code=Cast("value", CharField()),
        place=F(f"{link}__participation"),
        sent_at=F(f"{link}__sent_at"),
    )
    return leave_out_hidden(answers, reader, f"{link}__participation__project")


def _select_abandoned(reader: TodoReader) -> "QuerySet[Answer]":
    """Abandoned projects without a recorded meeting since."""
    meetings = MentorMeeting.objects.filter(
        pairing__participation=OuterRef("place"),
        state=MentorMeetingState.TOOK_PLACE,
        starts_at__gte=OuterRef("sent_at"),
    )
    recent = {"sheet__survey_invitation__sent_at__gt": reader.at - RECENT}
    return _list_last_states(reader).filter(
        ~Exists(meetings.order_by()), value=FollowUpState.ABANDONED, **recent
    )


RULES = (
    TodoRule(
        page="coaching:manage_portfolio",
        query=f"?show={FollowUpState.ABANDONED}",
        phases=AFTER_THE_SESSION,
        select=_select_abandoned,
        edition="sheet__survey_invitation__participation__edition",
        who="sheet__survey_invitation__participation__project__title",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("projet abandonné", "projets abandonnés"),
        text=_("aucun échange noté ensuite"),
        moment="sent_at",
        button=_("Voir qui l’accompagne"),
    ),
    ProgressRule(
        page="coaching:manage_results",
        phases={Phase.FOLLOW_UP, Phase.CLOSED},
        select=_list_last_states,
        edition="sheet__survey_invitation__participation__edition",
        who="code",
        title=ngettext_lazy("projet a dit ce qu’il devient", "projets ont dit ce qu’ils deviennent"),
        labels={f'"{state}"': state.plural_label for state in FollowUpState},
    ),
)
