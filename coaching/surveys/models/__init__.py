"""Surveys, who is asked to answer them, and what was answered."""

from coaching.surveys.models.confirmations import RowConfirmation
from coaching.surveys.models.people import AnonymousResponse, AttendeeResponse, PersonalResponse
from coaching.surveys.models.survey import Survey, SurveyInvitation, standing_counts

__all__ = [
    "AnonymousResponse",
    "AttendeeResponse",
    "PersonalResponse",
    "RowConfirmation",
    "Survey",
    "SurveyInvitation",
    "standing_counts",
]
