"""What the templates of a questionnaire need: ``{% load questionnaires %}``."""

from django import template

from accelerator.questionnaires import queries
from accelerator.questionnaires.models import AnswerSheet, Attachment

register = template.Library()

NIL = "00000000-0000-0000-0000-000000000000"
"""The identifier that owners give to ``reverse`` for an address whose file is not known yet."""


@register.filter
def for_file(pattern: str, attachment: Attachment) -> str:
    """The address of this file, from one with ``__id__`` or the nil UUID in its place."""
    return pattern.replace("__id__", str(attachment.pk)).replace(NIL, str(attachment.pk))


@register.filter
def file_type(attachment: Attachment) -> str:
    """« PDF », from the name it was checked against."""
    return attachment.name.rpartition(".")[2].upper()


@register.simple_tag
def set_aside(sheet: AnswerSheet) -> list[queries.ReadableAnswer]:
    """The answers to questions that have left the form since, for their authors. 1 or 2 queries."""
    return queries.set_aside(sheet)
