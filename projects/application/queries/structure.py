"""What an application says of its structure, for the support schemes that fit it."""

from typing import Any

from django.db.models import F, QuerySet

from accelerator.companies.departments import department_code
from accelerator.questionnaires.models import Answer
from programmes.scheme_fit import StructureFacts, band_of
from projects.models import Application, Project

HEAD_COUNT = "head_count"
"""The question of the application form."""


def facts_of_structure(project: Project) -> StructureFacts:
    """What the application of a project says of its structure; the rest is unknown. One query."""
    application: Application | None = getattr(project, "application", None)
    if application is None:
        return StructureFacts()
    return build_structure_facts(application, find_head_count(application.sheet_id).first())


def find_head_count(sheet: Any) -> QuerySet[Answer, Any]:
    """The value answered to that question in the revision that the sheet is of; older answers may remain. None or one.

    ``sheet``: its id, or an ``OuterRef`` to it.
    """
    answer = Answer.objects.filter(
        sheet=sheet, question__key=HEAD_COUNT, question__revision=F("sheet__revision")
    )
    return answer.order_by("pk").values_list("value", flat=True)


def build_structure_facts(application: Application | None, head_count: object) -> StructureFacts:
    """The facts of a structure, from ``head_count``, the value of :func:`find_head_count`. No query."""
    if application is None:
        return StructureFacts()
    return StructureFacts(
        profile=application.profile or None,
        head_count=band_of(head_count),
        department=department_code(application.department),
    )
