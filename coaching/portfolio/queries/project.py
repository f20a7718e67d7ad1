"""Where one project stood at each moment of the year, as far as the visitor of its room may read its answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accelerator.charts import Bar, Chart, bars
from accelerator.questionnaires.indicators import Ladder
from coaching.portfolio.queries.indicators import NONE, IndicatorCell, IndicatorTable, build_maps
from coaching.room.access import READ_BY_COACHES, ProjectRoom
from coaching.surveys.results.indicators import (
    EVERYBODY,
    IndicatorMoment,
    IndicatorSeries,
    group_by_indicator,
    list_indicator_answers,
)

READ_SURVEYS = frozenset({"holder", "reader", "organiser"})
"""Who reads what the project answered to surveys: those who coach it do not."""


@dataclass(frozen=True)
class ProjectIndicators:
    """``charts``: one for each indicator; ``maps``: the axes of the ADN map that were drawn again."""

    charts: Sequence[Chart]
    maps: IndicatorTable
    reads_surveys: bool


def read_project_indicators(room: ProjectRoom) -> ProjectIndicators:
    """Three queries at most."""
    reads = room.enters_as in READ_SURVEYS
    place = room.participation.pk
    dossier = EVERYBODY if reads else READ_BY_COACHES
    answers = list_indicator_answers([place], dossier=dossier, surveys=reads, by_name=True)
    charts = [_build_chart(asked) for asked in group_by_indicator(answers)]
    return ProjectIndicators(charts, build_maps([place], _describe_level), reads)


def _build_chart(indicator: IndicatorSeries) -> Chart:
    """A bar for each moment, as long as the scale allows; what each answer says is in the table too."""
    answers_in_order = [(moment, answers[0].level) for moment, answers in sorted(indicator.answers.items())]
    scaled = indicator.ladder.is_scale
    items = [_build_bar(moment, level, indicator.ladder) for moment, level in answers_in_order]
    chart = bars(
        items,
        title=indicator.question.label,
        description=_describe(answers_in_order, indicator.ladder),
        columns=(_("Moment"), _("Réponse")),
        highest=indicator.ladder.highest,
        note=indicator.ladder.ends,
    )
    rows = [
        [moment.label, _format_level(level, indicator.ladder) if scaled else indicator.ladder.say(level)]
        for moment, level in answers_in_order
    ]
    return replace(chart, rows=rows)


def _build_bar(moment: IndicatorMoment, level: int, ladder: Ladder) -> Bar:
    if ladder.is_scale:
        return Bar(moment.label, level)
    return Bar(
        _("%(moment)s : %(answer)s") % {"moment": moment.label, "answer": ladder.say(level)}, level, said=""
    )


def _format_level(level: int, ladder: Ladder) -> str:
    return _("%(level)s sur %(highest)s") % {"level": level, "highest": ladder.highest}


def _describe(answers_in_order: Sequence[tuple[IndicatorMoment, int]], ladder: Ladder) -> str:
    """« De 2 sur 5 (Candidature) à 4 sur 5 (Suivi à 6 mois). »"""
    (first, before), (last, now) = answers_in_order[0], answers_in_order[-1]
    format_answer = (lambda level: _format_level(level, ladder)) if ladder.is_scale else ladder.say
    if len(answers_in_order) == 1:
        return _("Une seule réponse pour l’instant : %(answer)s (%(moment)s).") % {
            "answer": format_answer(now),
            "moment": first.label,
        }
    return _("%(before)s (%(first)s), puis %(now)s (%(last)s).") % {
        "before": format_answer(before),
        "first": first.label,
        "now": format_answer(now),
        "last": last.label,
    }


def _describe_level(levels: Sequence[int], _ladder: Ladder) -> IndicatorCell:
    """Of one project there is nothing to sum up."""
    if not levels:
        return IndicatorCell(NONE)
    return IndicatorCell(str(levels[-1]), value=str(levels[-1]))
