"""The columns of the organiser's list: their names, those a person chose, the cell of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.web.templatetags.prose import short_day, typo
from accelerator.web.templatetags.ui import badge
from programmes.enums import StructureProfile
from programmes.models import Edition
from projects.application.enums import STATE_TONES, ApplicationState
from projects.conflicts.queries import Conflicts
from projects.models import Application


@dataclass(frozen=True)
class Around:
    """What the cells of a page need beside the dossiers: names and tags read once for all of them, and whose scores
    hidden from the reader."""

    points: int
    people: Mapping[int, str]
    tags: Mapping[int, Sequence[str]]
    conflicts: Conflicts = field(default_factory=Conflicts)
    profiles: Mapping[str, str] = field(
        default_factory=lambda: {value: str(label) for value, label in StructureProfile.choices}
    )
    days: dict[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListColumn:
    """A column of the organisers' list. ``sort`` is the order that a click on the column's title requests;
    ``is_number`` aligns figures right; ``is_plain``: a value says by itself what it is, and a phone prints it without
    the name of the column.
    """

    label: "str | Promise"
    cell: Callable[[Application, Around], Any]
    sort: str = ""
    is_number: bool = False
    is_plain: bool = False


def _render_tags(row: Application, around: Around) -> SafeString | str:
    names = around.tags.get(row.pk)
    return (
        format_html_join(" ", '<span class="label">{}</span>', ((name,) for name in names)) if names else ""
    )


def _format_submission_day(row: Application, around: Around) -> str:
    """The day, short enough for one line; the fifty dossiers of a page came on a few days only."""
    if row.submitted_at is None:
        return ""
    when = timezone.localdate(row.submitted_at)
    return around.days.get(when) or around.days.setdefault(when, short_day(when))


def _render_reviews(row: Application, around: Around) -> str:
    return f"{row.reviews_done} / {row.reviews_expected}" if row.reviews_expected else "–"


def _score(row: Application, around: Around) -> str:
    score = around.conflicts.mark(row).visible_score
    return "–" if score is None else number_format(score, decimal_pos=0)


def _render_checks(row: Application, around: Around) -> str:
    return f"{row.checks_done} / {around.points}" if around.points else "–"


def _render_rules(row: Application, around: Around) -> SafeString | str:
    return badge(_("écarté"), tone="warning") if row.findings_standing else ""


def _render_duplicates(row: Application, around: Around) -> SafeString | str:
    return badge(_("à comparer"), tone="warning") if row.duplicates else ""


def _find_handler(row: Application, around: Around) -> str:
    return around.people.get(row.handled_by_id or 0, "")


COLUMNS: dict[str, ListColumn] = {
    "structure": ListColumn(
        gettext_lazy("Structure"), lambda row, _around: row.structure_name, is_plain=True
    ),
    "profile": ListColumn(
        gettext_lazy("Profil"), lambda row, around: around.profiles.get(row.profile, ""), is_plain=True
    ),
    "department": ListColumn(gettext_lazy("Département"), lambda row, _around: row.department, is_plain=True),
    "holder": ListColumn(gettext_lazy("Personne porteuse"), lambda row, _around: row.holder_name),
    "submitted": ListColumn(gettext_lazy("Déposé"), _format_submission_day, sort="submitted", is_plain=True),
    "reviews": ListColumn(gettext_lazy("Évaluations"), _render_reviews, is_number=True),
    "score": ListColumn(gettext_lazy("Note du comité"), _score, is_number=True),
    "checks": ListColumn(gettext_lazy("Vérifié"), _render_checks, is_number=True),
    "rules": ListColumn(gettext_lazy("Règles"), _render_rules),
    "duplicates": ListColumn(gettext_lazy("Doublons"), _render_duplicates),
    "tags": ListColumn(gettext_lazy("Étiquettes"), _render_tags, is_plain=True),
    "handler": ListColumn(gettext_lazy("Suivi par"), _find_handler),
}
DEFAULT = ("structure", "profile", "department", "submitted", "rules", "tags", "handler")


def read_columns(names: Sequence[str]) -> list[ListColumn]:
    """The columns with their labels as plain texts: each label stands in every line, where a lazy text would be
    translated again.
    """
    return [replace(COLUMNS[name], label=str(COLUMNS[name].label)) for name in names]


def list_column_names(names: Sequence[str] | None) -> list[str]:
    """The columns to show, in the order of the list; unknown names are passed over."""
    wanted = DEFAULT if names is None else names
    return [name for name in COLUMNS if name in wanted]


def find_filled_columns(
    names: Sequence[str], applications: Sequence[Application], around: Around
) -> list[str]:
    """Those of the columns that have a value in a line of the page."""
    return [name for name in names if any(COLUMNS[name].cell(row, around) for row in applications)]


class ListCell(NamedTuple):
    """A cell of the organisers' list. ``label``: the name of the column, empty where a phone prints the value without
    it, or nothing.
    """

    label: str
    is_number: bool
    value: object


@dataclass(frozen=True)
class ListRow:
    """One line of the list, ready to print; ``cells`` are in the order of the columns."""

    reference: str
    url: str
    title: SafeString
    marks: SafeString | str
    cells: list[ListCell]
    state: SafeString


def rows_of(
    applications: Sequence[Application], names: Sequence[str], around: Around, edition: Edition, query: str
) -> list[ListRow]:
    """The lines of a page; ``query`` is that of the list, which the pages of its dossiers lead back to."""
    columns = read_columns(names)
    arrived = badge(_("complément arrivé"), tone="info")
    alike = "" if "duplicates" in names else badge(_("doublon possible"), tone="warning")
    states = {
        state.value: badge(state.label, tone=STATE_TONES[state])
        for state in {ApplicationState(application.state) for application in applications}
    }
    return [
        ListRow(
            application.reference,
            reverse("projects:manage_application", args=[edition.slug, application.reference]) + query,
            typo(application.title or application.reference),
            _join_badges(
                arrived if getattr(application, "is_answered", False) else "",
                alike if application.duplicates else "",
            ),
            [_make_cell(column, column.cell(application, around)) for column in columns],
            states[application.state],
        )
        for application in applications
    ]


def _make_cell(column: ListColumn, value: object) -> ListCell:
    return ListCell("" if column.is_plain or not value else str(column.label), column.is_number, value)


def _join_badges(*badges: str) -> SafeString | str:
    """Most rows have none."""
    return format_html_join(" ", "{}", ((markup,) for markup in badges if markup)) if any(badges) else ""
