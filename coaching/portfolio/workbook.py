"""The portfolio of an edition as a file."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import longdate
from coaching.plan.enums import ActionState
from coaching.portfolio.queries.edition import PortfolioRow
from programmes.models import Edition
from projects.exchange.exports import workbook
from projects.exchange.exports.cells import Cell
from projects.exchange.exports.columns import ExportColumn
from projects.exchange.exports.tables import write_csv


def _list_columns() -> list[ExportColumn]:
    columns = [
        (_("Projet"), 40),
        (_("Structure"), 30),
        (_("Parrain ou marraine"), 24),
        (_("Actions faites"), 14),
        (_("Actions en cours"), 14),
        (_("Actions à faire"), 14),
        (_("Actions abandonnées"), 14),
        (_("Besoins transmis"), 14),
        (_("Besoins avec un appui"), 14),
        (_("Engagements"), 14),
        (_("Engagements confirmés par le projet"), 16),
        (_("Engagements faits selon l’organisme seul"), 16),
        (_("Engagements en retard"), 14),
        (_("Dernière nouvelle"), 18),
        (_("Dernier échange"), 18),
        (_("Dernier suivi, en mois"), 14),
        (_("Dernier suivi, réponse"), 30),
    ]
    return [ExportColumn(label, label, width) for label, width in columns]


def _build_row(row: PortfolioRow) -> list[Cell]:
    project, last = row.place.project, row.last_state
    return [
        project.title,
        project.organisation.name if project.organisation else "",
        row.mentor,
        *(
            row.actions[state]
            for state in (ActionState.DONE, ActionState.DOING, ActionState.TODO, ActionState.DROPPED)
        ),
        row.needs,
        row.helped,
        row.commitments,
        row.confirmed,
        row.declared,
        row.late,
        localdate(row.news_at) if row.news_at else None,
        localdate(row.met_at) if row.met_at else None,
        last.months if last else None,
        last.label if last else "",
    ]


def write_portfolio(path: Path, edition: Edition, rows: Sequence[PortfolioRow], *, at: datetime) -> None:
    """An XLSX, or a CSV by the name of ``path``. No query."""
    columns, cells = _list_columns(), map(_build_row, rows)
    if path.suffix == ".csv":
        write_csv(path, columns, cells)
        return
    about = [
        (_("Édition"), edition.name),
        (_("Établi le"), longdate(at)),
        (_("Projets"), str(len(rows))),
    ]
    labels, widths = [str(column.label) for column in columns], [column.width for column in columns]
    workbook.write(path, labels, widths, cells, title=_("Portefeuille"), about=(_("À propos"), about))
