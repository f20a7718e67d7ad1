"""The results of an edition, on two pages of paper."""

from datetime import datetime

from django.utils.translation import gettext as _, ngettext

from accelerator.amounts import format_euros
from accelerator.charts import Chart
from accelerator.types import Context
from accelerator.web.templatetags.prose import day
from coaching.portfolio.queries.amounts import AmountKind, AmountTable
from coaching.portfolio.queries.results import ComparedWave, EditionResults
from coaching.portfolio.queries.summary import EditionSummary, ResultFigure, StateWave, SupportLine
from coaching.session.printing import render_paper
from programmes.models import Edition


def print_results(edition: Edition, results: EditionResults, at: datetime) -> bytes:
    """The PDF, in the language of the page. No query."""
    title = _("Ce que l’édition a produit")
    return render_paper("coaching/portfolio/results.typ", _build_pdf_context(edition, results, at), title, at)


def _build_pdf_context(edition: Edition, results: EditionResults, at: datetime) -> Context:
    support = results.support
    return {
        "running": edition.name,
        "foot": _("Établi le %(date)s") % {"date": day(at)},
        "kind": edition.programme.name,
        "subtitle": _name_subtitle(edition, results.other),
        "figures": [
            [str(figure.count), figure.label, _describe_other(figure, other, results.other)]
            for figure, other in results.compared_figures
        ],
        "states_title": _("Que sont-ils devenus ?"),
        "waves": [_arrange_wave(wave, results) for wave in results.compared_waves],
        "changed_title": _("Qu’est-ce qui a changé ?"),
        "changed_note": _("Les mêmes projets aux deux moments. On décrit, on n’explique pas."),
        "changed_columns": [_("Question"), _("Avant"), _("Dernier suivi"), _("Projets")],
        "changed": [
            [
                match.label,
                f"{match.before} ({match.first})",
                f"{match.now} ({match.last})",
                _("%(pairs)d, dont %(up)d en hausse et %(down)d en baisse")
                % {"pairs": match.pairs, "up": match.up, "down": match.down},
            ]
            for match in results.matched
        ],
        "words_title": _("Dans leurs mots"),
        "quotes": [
            {
                "text": quote.text,
                "by": ngettext(
                    "%(project)s, à %(months)s mois", "%(project)s, à %(months)s mois", quote.months
                )
                % {"project": quote.project, "months": quote.months},
            }
            for quote in ([] if results.stories else results.quotes)  # stories quote too: two pages
        ],
        "support_title": _("L’appui des partenaires"),
        "support_columns": [_("Besoins"), _("demandés"), _("accordés"), _("tenus"), _("confirmés")],
        "support": [_list_cells(line) for line in (support, *results.by_kind)] if support.requested else [],
        "bodies_columns": [_("Organisme"), _("engagements"), _("tenus"), _("confirmés")],
        "bodies": [[body, *map(str, counts)] for body, *counts in results.by_body],
        "amounts_title": _("Les montants"),
        "amounts": [_arrange_amounts(table) for table in results.amounts.tables[:2]]
        if results.amounts
        else [],
        "stories_title": _("Trois histoires"),
        "stories": [
            {
                "title": story.title,
                "before": [_("Avant"), " · ".join(story.before)],
                "counted": [_("Ce qui a compté"), story.counted or " · ".join(story.supports)],
                "after": [_("Après"), " · ".join(story.after)],
            }
            for story in results.stories
        ],
        "where_title": _("Où ?"),
        # beside another edition, their names alone: two pages
        "map": _describe_drawing(results.department_map)
        if results.department_map and not results.other
        else None,
        "where": " · ".join(f"{row.label} {row.count}" for row in results.departments),
    }


def _name_subtitle(edition: Edition, other: EditionSummary | None) -> str:
    if other is None:
        return edition.name
    return _("%(name)s, à côté de %(other)s") % {"name": edition.name, "other": other.edition.name}


def _describe_other(own: ResultFigure, figure: ResultFigure | None, other: EditionSummary | None) -> str:
    """« Spéciale Littoral : 6 », with its own words where they differ; "" without a comparison."""
    if figure is None or other is None:
        return ""
    text = str(figure.count) if figure.label == own.label else f"{figure.count} {figure.label}"
    return _("%(label)s : %(text)s") % {"label": other.edition.name, "text": text}


def _arrange_wave(wave: ComparedWave, results: EditionResults) -> Context:
    """The chart of a wave, and a line for the other edition; the title alone without an answer of this one."""
    own, other = wave.own, results.other
    line = _("%(label)s : %(text)s")
    return {
        "title": _("À %(months)d mois") % {"months": wave.months},
        "answered": _count_answers(own, results.projects),
        "drawing": _describe_drawing(own.chart) if own else None,
        "parts": _list_parts(own),
        "other": line
        % {
            "label": other.edition.name,
            "text": " · ".join(
                filter(None, [_count_answers(wave.other, other.projects), _list_parts(wave.other)])
            ),
        }
        if other
        else "",
    }


def _count_answers(wave: StateWave | None, projects: int) -> str:
    if wave is None:
        return _("pas de réponse")
    words = ngettext("%(count)d réponse sur %(all)d", "%(count)d réponses sur %(all)d", wave.answered)
    return words % {"count": wave.answered, "all": projects}


def _list_parts(wave: StateWave | None) -> str:
    return " · ".join(f"{part.label} {part.count}" for part in wave.parts) if wave else ""


def _list_cells(line: SupportLine) -> list[str]:
    return [line.label, *map(str, (line.requested, line.granted, line.done, line.confirmed))]


def _arrange_amounts(table: AmountTable) -> Context:
    return {
        "columns": [str(table.grouping.title), *(str(kind.label) for kind in AmountKind)],
        "rows": [[label, *(format_euros(total.amount) for total in totals)] for label, totals in table.lines],
    }


def _describe_drawing(chart: Chart) -> Context:
    return {"svg": chart.svg, "alt": f"{chart.title}. {chart.description}"}
