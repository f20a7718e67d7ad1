"""One small chart of each edition, all on the same scale: states and départements of projects."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accelerator.charts import Bar, Chart, bars
from accelerator.companies.departments import DEPARTMENTS, department_code, department_name
from accelerator.companies.tile_map import render_departments
from coaching.portfolio.enums import FollowUpState
from coaching.surveys.disclosure import disclose, write_cell
from programmes.models import Edition, Organisation
from projects.models import Participation

ELSEWHERE = "none"
"""Code of projects without a known département."""
FILTER = "department-"


def find_department(place: Participation) -> str:
    """The code of the département of its structure, ``ELSEWHERE`` without one. Needs ``project__organisation``."""
    organisation: Organisation | None = place.project.organisation
    return (department_code(organisation.department) if organisation else None) or ELSEWHERE


def count_departments(places: Iterable[Participation]) -> dict[str, int]:
    """Numbers of projects by département, the largest first, then by name; those elsewhere last."""
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
    """The code in ``department-14``; ``None`` for any other filter."""
    code = wanted.removeprefix(FILTER)
    return code if wanted.startswith(FILTER) and code in {*DEPARTMENTS, ELSEWHERE} else None


@dataclass(frozen=True)
class CountedEdition:
    """The projects of an edition counted by ``states`` at their last answer and by ``departments``; ``is_open``: no
    count is hidden.
    """

    edition: Edition
    states: Mapping[str, int]
    departments: Mapping[str, int]
    is_open: bool


@dataclass(frozen=True)
class EditionCharts:
    """``places``: the number of each département, in words, « masqué » for a small hidden one."""

    edition: Edition
    states: Chart | None
    map: Chart | None
    places: list[tuple[str, str]]


def build_small_multiples(rows: Sequence[CountedEdition]) -> list[EditionCharts]:
    """The charts of editions that have data. No query."""
    states = [
        disclose([row.states[code] for code in FollowUpState.values], is_open=row.is_open) for row in rows
    ]
    places = [
        dict(zip(row.departments, disclose(list(row.departments.values()), is_open=row.is_open), strict=True))
        for row in rows
    ]
    most_states = max((cell or 0 for cells in states for cell in cells), default=0)
    most_places = max((cell or 0 for counts in places for cell in counts.values()), default=0)
    charts = [
        EditionCharts(
            row.edition,
            _render_states(row.edition, own, most_states),
            render_department_map(
                {code: count for code, count in counts.items() if count},
                title=_("%(edition)s : les projets par département") % {"edition": row.edition.name},
                highest=most_places,
            ),
            [(format_department(code), write_cell(count)) for code, count in counts.items()],
        )
        for row, own, counts in zip(rows, states, places, strict=True)
    ]
    return [chart for chart in charts if chart.states or chart.map]


def _render_states(edition: Edition, cells: Sequence[int | None], highest: int) -> Chart | None:
    """``None`` without data, or when all is hidden."""
    if not any(cells):
        return None
    labels = [str(label) for label in FollowUpState.labels]
    items = [
        Bar(label, cell or 0, text=None if cell is not None else write_cell(None))
        for label, cell in zip(labels, cells, strict=True)
    ]
    return bars(
        items,
        title=_("%(edition)s : ce que les projets disent au dernier suivi") % {"edition": edition.name},
        description=", ".join(f"{item.label} {item.text or item.value}" for item in items),
        columns=(_("État"), _("Projets")),
        highest=highest,
    )
