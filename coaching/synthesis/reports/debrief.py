"""The hot debrief in a synthesis: scales with counts, and words that may be quoted, as JSON values, then in words.

The shared document has the answers of holders, without small cells; those of coaches are for the organisers alone.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from statistics import fmean

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.types import Context
from coaching.attendance.enums import AttendeeKind
from coaching.models import Survey
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST, merge_small
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results.figures import make_figure
from coaching.surveys.results.reading import Answered, is_verbatim, is_word, read_questions
from coaching.surveys.results.responses import Response, read_responses
from programmes.models import Edition

HOLDER_KINDS = (AttendeeKind.HOLDER, AttendeeKind.COMPANION)
COACHES = (AttendeeKind.MENTOR, AttendeeKind.FACILITATOR, AttendeeKind.SPEAKER)
NOT_APPLICABLE = "–"
MOST_QUOTES = 4
"""The most quotes of one question in a shared document."""
LONGEST_SCALE = 7
"""Levels that a table lists one by one."""


def gather_debrief(edition: Edition, *, organises: bool = False) -> Facts:
    """``debrief``: the answers of holders, as they may be shared; empty before a debrief. For organisers, ``coaches``
    too: the answers of coaches, whole. Five queries, one before a debrief."""
    survey = Survey.objects.filter(edition=edition, kind=SurveyKind.DEBRIEF).first()
    if survey is None:
        return {"debrief": {}}
    questions, everybody = read_responses(survey)
    facts = {"debrief": _read_holders(questions, everybody)}
    return facts | ({"coaches": _read_coaches(questions, everybody)} if organises else {})


def _read_holders(questions: list[Question], everybody: list[Response]) -> Facts:
    """The answers of holders; nothing below five, nor a figure when those of the others, which some readers could
    deduce by subtraction, are fewer than five."""
    mine = [response for response in everybody if response.come_as in HOLDER_KINDS]
    facts: Facts = {"answers": len(mine), "scales": [], "words": [], "quotes": []}
    if len(mine) < SMALLEST:
        return facts
    answered = read_questions(questions, mine, organises=False)
    if not 0 < len(everybody) - len(mine) < SMALLEST:
        facts["scales"] = [_sum_up(scale) for scale in _count_scales(answered)]
    return facts | {"words": _count_words(answered), "quotes": list_quotes(answered)}


def _sum_up(scale: Facts) -> Facts:
    """The shared part of a scale: its mean, or the counts of its choices, small ones added up."""
    parts = merge_small(list(zip(scale["columns"], scale["counts"], strict=True)))
    enough = scale["rated"] >= SMALLEST
    return {
        "label": scale["label"],
        "mean": scale["mean"] if enough else None,
        "highest": scale["highest"],
        "parts": parts if len(parts) > 1 and scale["mean"] is None else [],
        "answered": scale["answered"],
    }


def _read_coaches(questions: list[Question], everybody: list[Response]) -> Facts:
    mine = [response for response in everybody if response.come_as in COACHES]
    answered = read_questions(questions, mine, organises=True)
    return {
        "answers": len(mine),
        "scales": list(_count_scales(answered)),
        "words": _count_words(answered),
        "quotes": list_quotes(answered, whole=True),
    }


def _count_scales(answered: Collection[Answered]) -> Iterator[Facts]:
    """Each question with levels or choices: its columns, and their counts."""
    for row in answered:
        if not row.counts or not kinds.kind_of(row.question).is_rated:
            continue
        columns = _name_columns(row.question)
        counts: Counter[str] = Counter()
        for value, count in row.counts:
            counts[columns.get(str(value), NOT_APPLICABLE)] += count
        names = [*dict.fromkeys(columns.values()), *([NOT_APPLICABLE] if counts[NOT_APPLICABLE] else [])]
        levels: Counter[int] = Counter()
        for value, count in row.counts:
            if kinds.kind_of(row.question).is_scale and str(value).isdecimal():
                levels[int(str(value))] += count
        yield {
            "label": row.question.label,
            "columns": names,
            "counts": [counts[name] for name in names],
            "mean": round(fmean(levels.elements()), 1) if levels else None,
            "rated": levels.total(),
            "highest": max(kinds.kind_of(row.question).levels(row.question), default=0),
            "answered": row.count,
        }


def _name_columns(question: Question) -> dict[str, str]:
    """Value → its column, without « non concerné ». A long scale, from 0 to 10, is grouped in three parts."""
    kind = kinds.kind_of(question)
    levels = [*kind.levels(question)]
    if len(levels) <= LONGEST_SCALE:
        return dict(kind.countable(question))
    parts = [levels[:-4], levels[-4:-2], levels[-2:]]
    return {
        str(level): _("de %(low)s à %(high)s") % {"low": part[0], "high": part[-1]}
        for part in parts
        for level in part
    }


def _count_words(answered: Collection[Answered]) -> list[list[object]]:
    """Parting words, with their counts."""
    return [
        [word, count] for row in answered if is_word(row.question) for word, count in make_figure(row).words
    ]


def list_quotes(answered: Collection[Answered], *, whole: bool = False) -> list[Facts]:
    """Sentences question by question, named ones first; unless ``whole``, those that may be quoted."""
    quotes: list[Facts] = []
    for row in answered:
        if is_verbatim(row.question):
            verbatims = [verbatim for verbatim in row.verbatims if whole or verbatim.may_quote]
            verbatims.sort(key=lambda verbatim: not verbatim.by)
            quotes += [
                {
                    "key": row.question.key,
                    "about": row.question.label,
                    "text": verbatim.text,
                    "by": verbatim.by,
                }
                for verbatim in (verbatims if whole else verbatims[:MOST_QUOTES])
            ]
    return quotes


def describe_debrief(facts: Facts, *, title: str, whole: bool = False) -> Context:
    """The debrief in words; empty without one. ``whole``: nothing is left out under five answers."""
    if not facts or not facts["answers"]:
        return {}
    answers = facts["answers"]
    return {
        "title": title,
        "intro": ngettext(
            "%(count)s personne a répondu avant de partir.", "%(count)s personnes ont répondu avant de partir.", answers
        )
        % {"count": answers},
        "few": _("Moins de cinq réponses : ni chiffre ni mot n’est montré.")
        if answers < SMALLEST and not whole
        else "",
        "tables": _arrange_tables(facts["scales"]) if whole else _arrange_means(facts["scales"]),
        "words_title": _("Un mot pour partir"),
        "words": [
            _("%(word)s (%(count)s fois)") % {"word": word, "count": count} if count > 1 else word
            for word, count in facts["words"]
        ],
        "quotes": [
            {
                "key": quote.get("key", ""),
                "about": quote["about"],
                "text": quote["text"],
                "by": quote["by"] or _("sans nom"),
            }
            for quote in facts["quotes"]
        ],
    }  # fmt: skip


def _arrange_means(scales: list[Facts]) -> list[Context]:
    """The mean of each scale, then the choices in words where there is none."""
    means = [
        [
            scale["label"],
            _("%(mean)s sur %(highest)s")
            % {"mean": number_format(scale["mean"], 1), "highest": scale["highest"]},
        ]
        for scale in scales
        if scale["mean"] is not None
    ]
    chosen = [
        [scale["label"], " · ".join(f"{count} {label}" for label, count in scale["parts"])]
        for scale in scales
        if scale["parts"]
    ]
    tables = [
        {"columns": [_("Question"), _("En moyenne")], "rows": means},
        {"columns": [_("Question"), _("Réponses")], "rows": chosen, "in_words": True},
    ]
    return [table for table in tables if table["rows"]]


def _arrange_tables(scales: list[Facts]) -> list[Context]:
    """Questions that have the same levels share a table. Answers outside the levels, counted after them (« – »), are
    left out of the number of answers.
    """
    tables: dict[tuple[str, ...], Context] = {}
    for scale in scales:
        columns = tuple(name for name in scale["columns"] if name != "–")
        outside = sum(count for count in scale["counts"][len(columns) :])
        table = tables.setdefault(columns, {"columns": [_("Question"), *columns, _("Réponses")], "rows": []})
        cells = [str(count) for count in scale["counts"][: len(columns)]]
        table["rows"].append([scale["label"], *cells, str(scale["answered"] - outside)])
    return list(tables.values())
