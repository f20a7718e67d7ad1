"""What rules of « À traiter » leave out: the projects that their reader may not read of."""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from programmes.todo import TodoReader
from projects.conflicts.models import find_conflicts
from projects.models import Project

Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")


def find_hidden_projects(reader: TodoReader) -> dict[int, int]:
    """The projects that ``ApplicationQuerySet.not_hidden_from`` excludes, each with its edition. One query for all
    rules.
    """
    if "hidden_projects" not in reader.shared:
        aside, own = find_conflicts(reader.user)
        rows = Project.objects.filter(Q(application__in=aside) | Q(pk__in=own)).order_by()
        reader.shared["hidden_projects"] = dict(rows.values_list("pk", "edition"))
    hidden: dict[int, int] = reader.shared["hidden_projects"]
    return hidden


def leave_out_hidden(rows: Rows, reader: TodoReader, project: str) -> Rows:
    """``rows`` whose ``project`` (a path) this organiser may read of."""
    hidden = find_hidden_projects(reader)
    return rows.filter(~Q(**{f"{project}__in": list(hidden)})) if hidden else rows
