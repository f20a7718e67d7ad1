"""Surveys, their invitations and their answers."""

from coaching.surveys.models.responses import (
    AnonymousResponse,
    AttendeeResponse,
    PersonalResponse,
    RowConfirmation,
    SurveyInvitation,
)
from coaching.surveys.models.survey import Survey, make_valid_counts
