"""Where one project stood at each moment of the year, as far as whoever enters its room may read its answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accelerator.charts import Bar, Chart, bars
from accelerator.questionnaires.indicators import Ladder
from coaching.portfolio.queries.indicators import NONE, IndicatorCell, IndicatorTable, draw_maps
from coaching.room.access import READ_BY_COACHES, ProjectRoom
from coaching.surveys.results.indicators import (
    EVERYBODY,
    AskedIndicator,
    AskedMoment,
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
    charts = [_draw(asked) for asked in group_by_indicator(answers)]
    return ProjectIndicators(charts, draw_maps([place], _tell_level), reads)


def _draw(asked: AskedIndicator) -> Chart:
    """A bar for each moment, as long as the scale allows; what each answer says is in the table too."""
    told = [(moment, answers[0].level) for moment, answers in sorted(asked.answers.items())]
    scaled = asked.ladder.is_scale
    items = [_draw_bar(moment, level, asked.ladder) for moment, level in told]
    chart = bars(
        items,
        title=asked.question.label,
        description=_describe(told, asked.ladder),
        columns=(_("Moment"), _("Réponse")),
        highest=asked.ladder.highest,
        note=asked.ladder.ends,
    )
    rows = [
        [moment.label, _say_of(level, asked.ladder) if scaled else asked.ladder.say(level)]
        for moment, level in told
    ]
    return replace(chart, rows=rows)


def _draw_bar(moment: AskedMoment, level: int, ladder: Ladder) -> Bar:
    if ladder.is_scale:
        return Bar(moment.label, level)
    return Bar(
        _("%(moment)s : %(answer)s") % {"moment": moment.label, "answer": ladder.say(level)}, level, said=""
    )


def _say_of(level: int, ladder: Ladder) -> str:
    return _("%(level)s sur %(highest)s") % {"level": level, "highest": ladder.highest}


def _describe(told: Sequence[tuple[AskedMoment, int]], ladder: Ladder) -> str:
    """« De 2 sur 5 (Candidature) à 4 sur 5 (Suivi à 6 mois). »"""
    (first, before), (last, now) = told[0], told[-1]
    say = (lambda level: _say_of(level, ladder)) if ladder.is_scale else ladder.say
    if len(told) == 1:
        return _("Une seule réponse pour l’instant : %(answer)s (%(moment)s).") % {
            "answer": say(now),
            "moment": first.label,
        }
    return _("%(before)s (%(first)s), puis %(now)s (%(last)s).") % {
        "before": say(before),
        "first": first.label,
        "now": say(now),
        "last": last.label,
    }


def _tell_level(levels: Sequence[int], _ladder: Ladder) -> IndicatorCell:
    """Of one project there is nothing to sum up."""
    if not levels:
        return IndicatorCell(NONE)
    return IndicatorCell(str(levels[-1]), value=str(levels[-1]))
