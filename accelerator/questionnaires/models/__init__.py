"""Questionnaires and the answers to them. A questionnaire never knows its owner."""

from accelerator.questionnaires.models.answers import Answer, AnswerSheet, Attachment
from accelerator.questionnaires.models.questions import Question, Questionnaire, Revision, Section

__all__ = ["Answer", "AnswerSheet", "Attachment", "Question", "Questionnaire", "Revision", "Section"]
