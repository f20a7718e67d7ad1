"""What rules of « À traiter » leave out: the projects that their reader may not read of."""

from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from programmes.todo import TodoReader
from projects.conflicts.models import find_conflicts

Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")


def find_hidden_projects(reader: TodoReader) -> dict[int, int]:
    """The projects that ``ApplicationQuerySet.not_hidden_from`` excludes, each with its edition. One query for all
    rules.
    """
    if "hidden_projects" not in reader.shared:
        aside, own = find_conflicts(reader.user)
        recused = aside.values_list("application__project", "application__project__edition")
        # As a condition on projects, the database would read them all.
        rows = own.order_by().values_list("project", "project__edition").union(recused)
        reader.shared["hidden_projects"] = dict(rows)
    hidden: dict[int, int] = reader.shared["hidden_projects"]
    return hidden


def leave_out_hidden(rows: Rows, reader: TodoReader, project: str) -> Rows:
    """``rows`` whose ``project`` (a path) this organiser may read of."""
    hidden = find_hidden_projects(reader)
    return rows.filter(~Q(**{f"{project}__in": list(hidden)})) if hidden else rows
