"""Surveys, who is invited to answer them, and what was answered."""

from coaching.surveys.models.responses import (
    AnonymousResponse,
    AttendeeResponse,
    PersonalResponse,
    RowConfirmation,
    SurveyInvitation,
)
from coaching.surveys.models.survey import Survey, standing_counts

__all__ = [
    "AnonymousResponse",
    "AttendeeResponse",
    "PersonalResponse",
    "RowConfirmation",
    "Survey",
    "SurveyInvitation",
    "standing_counts",
]
