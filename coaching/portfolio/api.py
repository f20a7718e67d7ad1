"""The results of an edition and the indicators of a project in the API, for those who may open their pages."""

from django.utils.translation import gettext_lazy as _
from ninja import Router

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.api.models import Scope
from accelerator.api.schemas import OutSchema, read_euros
from accelerator.api.site import describe_operation
from accelerator.types import Json
from coaching.portfolio.queries.amounts import AmountSummary
from coaching.portfolio.queries.indicators import IndicatorTable, list_project_series
from coaching.portfolio.queries.results import read_results
from coaching.room.views.entering import enter_room
from coaching.surveys.results.indicators import IndicatorSeries
from programmes.access import edition_for

router = Router(tags=["Results"])


class LevelOut(OutSchema):
    """``level``: the rung of the scale; ``answer``: its words."""

    moment: str
    level: int
    answer: str


class IndicatorOut(OutSchema):
    code: str
    label: str
    lowest: int
    highest: int
    answers: list[LevelOut]


class ProjectIndicatorsOut(OutSchema):
    project: str
    title: str
    indicators: list[IndicatorOut]


class MeasureOut(OutSchema):
    """``value``: the mean of a scale, or the rung in the middle; ``answers``: how many projects answered."""

    moment: str
    value: float | None
    answers: int


class EditionIndicatorOut(OutSchema):
    label: str
    lowest: int
    highest: int
    measures: list[MeasureOut]


class TotalsOut(OutSchema):
    """Amounts in euros; ``null`` without such an amount."""

    proposed: float | None
    granted: float | None
    paid: float | None


class GroupedAmountsOut(TotalsOut):
    """``by``: body, scheme, department or project."""

    by: str
    label: str


class SupportOut(OutSchema):
    """How many needs were shared, granted, followed by support, confirmed by the project."""

    requested: int
    granted: int
    done: int
    confirmed: int


class ResultsOut(OutSchema):
    """``alive``: projects that went on or were finished at their last answer."""

    projects: int
    alive: int
    needs: SupportOut
    indicators: list[EditionIndicatorOut]
    amounts: TotalsOut
    amounts_by: list[GroupedAmountsOut]


@router.get(
    "/editions/{slug:edition}/results",
    response=ResultsOut,
    url_name="results",
    **describe_operation(
        _("Ce que l’édition a produit"),
        _("Pour qui l’organise : états, besoins, indicateurs, montants en euros."),
        scope=Scope.FOLLOW_UP,
    ),
)
def read_edition_results(request: AuthenticatedRequest, edition: str) -> Json:
    """The results of an edition, for its organisers, as on the page."""
    results = read_results(request.user, edition_for(request, edition))
    needs = results.support
    return {
        "projects": results.projects,
        "alive": results.alive,
        "needs": {
            "requested": needs.requested,
            "granted": needs.granted,
            "done": needs.done,
            "confirmed": needs.confirmed,
        },
        "indicators": [row for table in results.tables for row in _describe_table(table)],
        **_describe_amounts(results.amounts),
    }


@router.get(
    "/projects/{slug:slug}/indicators",
    response=ProjectIndicatorsOut,
    url_name="indicators",
    **describe_operation(
        _("Les indicateurs d’un projet"),
        _("Pour qui entre dans l’espace du projet : les mêmes questions au fil de l’année."),
        scope=Scope.FOLLOW_UP,
    ),
)
def read_indicators(request: AuthenticatedRequest, slug: str) -> Json:
    """The indicators of a project, for visitors of its room, as on the page. Four queries."""
    room = enter_room(request, slug)
    return {
        "project": room.slug,
        "title": room.project.title,
        "indicators": [_describe_series(series) for series in list_project_series(room)],
    }


def _describe_series(series: IndicatorSeries) -> Json:
    return {
        "code": series.question.indicator,
        "label": series.question.label,
        "lowest": series.ladder.lowest,
        "highest": series.ladder.highest,
        "answers": [
            {
                "moment": moment.label,
                "level": answer.level,
                "answer": str(series.ladder.describe_level(answer.level)),
            }
            for moment, answers in sorted(series.answers.items())
            for answer in answers
        ],
    }


def _describe_table(table: IndicatorTable) -> list[Json]:
    return [
        {
            "label": row.label,
            "lowest": row.scale[0],
            "highest": row.scale[1],
            "measures": [
                {
                    "moment": moment,
                    "value": float(cell.value) if cell.value else None,
                    "answers": cell.number,
                }
                for moment, cell in cells
            ],
        }
        for row, cells in table.lines
    ]


def _describe_amounts(summary: AmountSummary | None) -> Json:
    if summary is None:
        return {"amounts": {"proposed": None, "granted": None, "paid": None}, "amounts_by": []}
    return {
        "amounts": {kind.value: read_euros(total.amount) for kind, total in summary.totals.items()},
        "amounts_by": [
            {
                "by": table.grouping.code,
                "label": label,
                **{total.kind.value: read_euros(total.amount) for total in totals},
            }
            for table in summary.tables
            for label, totals in table.lines
        ],
    }
