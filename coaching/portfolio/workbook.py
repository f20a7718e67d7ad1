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
from projects.exchange.exports.writers import Cell, write_csv, write_xlsx


def _list_columns() -> list[tuple[str, int]]:
    """The title and the width of each."""
    return [
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
    titles, widths = [title for title, _width in columns], [width for _title, width in columns]
    if path.suffix == ".csv":
        write_csv(path, titles, cells)
        return
    about = [
        (_("Édition"), edition.name),
        (_("Établi le"), longdate(at)),
        (_("Projets"), str(len(rows))),
    ]
    write_xlsx(path, titles, widths, cells, title=_("Portefeuille"), about=about)
