"""Where the projects of an edition are: how many in each département, the map, and the rows behind each number."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accelerator.charts import Chart
from accelerator.companies.departments import DEPARTMENTS, department_code, department_name
from accelerator.companies.tile_map import render_departments
from projects.models import Participation

ELSEWHERE = "none"
"""No département, or none that is known."""
FILTER = "department-"


def find_department(place: Participation) -> str:
    """The code of the département of its structure, ``ELSEWHERE`` without one. Needs ``project__organisation``."""
    organisation: Any = place.project.organisation
    return (department_code(organisation.department) if organisation else None) or ELSEWHERE


def count_departments(places: Iterable[Participation]) -> dict[str, int]:
    """By code, the most numerous first, then by name; those elsewhere last."""
    counts = Counter(map(find_department, places))
    return dict(
        sorted(counts.items(), key=lambda item: (item[0] == ELSEWHERE, -item[1], format_department(item[0])))
    )


def format_department(code: str) -> str:
    return _("non indiqué") if code == ELSEWHERE else department_name(code)


def render_department_map(counts: Mapping[str, int], *, title: str = "", highest: int = 0) -> Chart | None:
    """``None`` where no project is in a known département; ``highest``, as :func:`render_departments`."""
    if not counts.keys() - {ELSEWHERE}:
        return None
    return render_departments(
        {code: count for code, count in counts.items() if code != ELSEWHERE},
        title=title or _("Les projets par département"),
        description=", ".join(f"{format_department(code)} {count}" for code, count in counts.items()),
        columns=(_("Département"), _("Projets")),
        highest=highest,
    )


def find_department_code(wanted: str) -> str | None:
    """Of ``department-14``: 14; ``None`` of any other filter."""
    code = wanted.removeprefix(FILTER)
    return code if wanted.startswith(FILTER) and code in {*DEPARTMENTS, ELSEWHERE} else None
