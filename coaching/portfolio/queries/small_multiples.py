"""One small chart of each edition, all on the same scale: what projects became, and where they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accelerator.charts import Bar, Chart, bars
from coaching.portfolio.enums import FollowUpState
from coaching.portfolio.queries.departments import format_department, render_department_map
from coaching.surveys.disclosure import disclose, write_cell
from programmes.models import Edition


@dataclass(frozen=True)
class CountedEdition:
    """Its projects by ``states`` at their last answer and by ``departments``; ``is_open``: nothing of it is hidden."""

    edition: Edition
    states: Mapping[str, int]
    departments: Mapping[str, int]
    is_open: bool


@dataclass(frozen=True)
class EditionCharts:
    """``places``: the number of each département, in words, « masqué » for a small one that may not be read."""

    edition: Edition
    states: Chart | None
    map: Chart | None
    places: list[tuple[str, str]]


def build_small_multiples(rows: Sequence[CountedEdition]) -> list[EditionCharts]:
    """Of editions with something to draw. No query."""
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
    """``None`` where nobody answered, or nothing may be read."""
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
