"""Surveys, who is invited to answer them, and what was answered."""

from coaching.surveys.models.confirmations import RowConfirmation
from coaching.surveys.models.invitations import SurveyInvitation
from coaching.surveys.models.people import AnonymousResponse, AttendeeResponse, PersonalResponse
from coaching.surveys.models.standing import standing_counts
from coaching.surveys.models.survey import Survey

__all__ = [
    "AnonymousResponse",
    "AttendeeResponse",
    "PersonalResponse",
    "RowConfirmation",
    "Survey",
    "SurveyInvitation",
    "standing_counts",
]
