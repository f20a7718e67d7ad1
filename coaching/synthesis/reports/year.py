"""The year after the session in the documents: the answers of projects to each follow-up, counted and quoted."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _, ngettext

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Answer
from accelerator.web.templatetags.prose import day
from coaching.followup.enums import Confirmation
from coaching.models import Commitment, SurveyInvitation
from coaching.surveys.counting import QUOTE, Facts
from coaching.surveys.disclosure import SMALLEST, hide_small_share, merge_small
from coaching.surveys.enums import SurveyKind, Wave
from coaching.surveys.results.indicators import (
    STATE,
    IndicatorSeries,
    group_by_indicator,
    list_indicator_answers,
    pair_answers,
)
from coaching.surveys.results.responses import ANONYMOUS, NAMED
from coaching.synthesis.reports.document import (
    Block,
    Section,
    list_facts,
    make_section,
    make_sentence,
    make_table,
    quote,
    read_day,
    write_prose,
)
from coaching.synthesis.reports.wording import (
    add_quotation_marks,
    cut_words,
    is_unnamed_safe,
    list_headings,
    read_answers,
)

RESULTS = "page:coaching:manage_results"
OF_A_WAVE = "wave"
"""The kind of source of one project's answers to one follow-up: partners read it where it may be quoted by name."""
HELPED = "support_received"
QUOTED = ("lasts", "testimony", "evolution", "within_a_month", "support_useful", "spread")
"""Questions that are quoted in the document of an edition, in this order."""


def list_answered_waves(places: Collection[int]) -> list[SurveyInvitation]:
    """The follow-ups that these projects sent, the first wave first. One query."""
    sent = SurveyInvitation.objects.sent().filter(
        survey__kind=SurveyKind.FOLLOW_UP, survey__anonymous=False, participation__in=places
    )
    return list(sent.select_related("survey", "participation__project").order_by("survey__wave", "pk"))


def name_moment(months: int) -> str:
    return ngettext("À %(months)d mois", "À %(months)d mois", months) % {"months": months}


# --- one project ---


def gather_project_year(participation: int) -> list[Facts]:
    """Each answered follow-up, whole. Two queries."""
    sent = list_answered_waves([participation])
    answers = read_answers([invitation.sheet_id for invitation in sent])
    return [_describe_answers(invitation, answers[invitation.sheet_id]) for invitation in sent]


def _describe_answers(invitation: SurveyInvitation, own: Mapping[str, Answer]) -> Facts:
    titles = list_headings()
    answers = [answer for key, answer in own.items() if key != QUOTE and _is_answered(answer)]
    texts = [answer for answer in answers if kinds.kind_of(answer.question).is_written]
    return {
        "months": invitation.survey.wave,
        "sent_on": localdate(invitation.sent_at).isoformat() if invitation.sent_at else "",
        "source": f"{OF_A_WAVE}:{invitation.pk}",
        "rows": [
            [
                titles.get(answer.question.key, answer.question.label),
                kinds.readable(answer.question, answer.value),
            ]
            for answer in answers
            if answer not in texts
        ],
        "texts": [
            [titles.get(answer.question.key, answer.question.label), str(answer.value).strip()]
            for answer in texts
        ],
    }


def _is_answered(answer: Answer) -> bool:
    return kinds.is_answer(answer.question, answer.value) and not kinds.kind_of(answer.question).is_file


def compose_project_year(facts: Facts) -> list[Section]:
    """A section for each follow-up that was answered, in the words of the project."""
    return [_compose_wave(wave) for wave in facts.get("year", [])]


def _compose_wave(wave: Facts) -> Section:
    sent_on = read_day(wave["sent_on"])
    title = name_moment(wave["months"])
    if sent_on:
        title = _("%(moment)s, le %(day)s") % {"moment": title, "day": day(sent_on)}
    source = wave["source"]
    rows = list_facts(wave["rows"], source)
    texts = [write_prose(text, source, title=label) for label, text in wave["texts"]]
    return make_section(Wave(SurveyKind.FOLLOW_UP, wave["months"]).slug, title, blocks=[rows, *texts])


# --- an edition ---


def gather_edition_year(places: Collection[int], *, is_open: bool) -> Facts:
    """The answers of the projects ``places`` in the year: states by wave, means by moment, words that may be quoted.

    ``is_open``: for organisers, who may open each answer. Four queries.
    """
    sent = list_answered_waves(places)
    answers = read_answers([invitation.sheet_id for invitation in sent])
    series = group_by_indicator(list_indicator_answers(places, by_name=True)) if sent else []
    last = {invitation.participation_id: answers[invitation.sheet_id] for invitation in sent}
    helped = Counter(_find_helped(last))
    return {
        "is_open": is_open,
        "waves": list(_count_states(sent, answers)),
        "means": [row for entry in series if (row := _measure(entry, 1 if is_open else SMALLEST))],
        "helped": {"yes": helped[True], "answered": helped[True] + helped[False]},
        "quotes": _quote_words(sent, answers),
    }


def _find_helped(last: Mapping[int, Mapping[str, Answer]]) -> Iterator[bool]:
    """Whether each project was helped, from its last follow-up or its commitments. One query."""
    done = Commitment.objects.filter(confirmation__in=[Confirmation.YES, Confirmation.PARTLY])
    confirmed = set(done.filter(participation__in=last).order_by().values_list("participation", flat=True))
    for place, own in last.items():
        if place in confirmed or HELPED in own:
            yield place in confirmed or own[HELPED].value


def _count_states(
    sent: Collection[SurveyInvitation], answers: Mapping[int, Mapping[str, Answer]]
) -> Iterator[Facts]:
    for months in dict.fromkeys(invitation.survey.wave for invitation in sent):
        own = [answers[row.sheet_id] for row in sent if row.survey.wave == months]
        states = [each[STATE] for each in own if STATE in each and _is_answered(each[STATE])]
        if states:
            counts = Counter(str(answer.value) for answer in states)
            choices = kinds.kind_of(states[0].question).choices(states[0].question)
            yield {
                "months": months,
                "answered": len(states),
                "states": [[str(label), counts[code]] for code, label in choices],
            }


def _measure(series: IndicatorSeries, least: int) -> Facts | None:
    """The means of a scale for the same projects before and at the last follow-up, and their number."""
    paired = pair_answers(series, least=least) if series.ladder.is_scale else None
    if paired is None:
        return None
    (before, now), count = paired.means, len(paired.levels)
    return {
        "label": series.question.label,
        "highest": series.ladder.highest,
        "moments": [[paired.first.label, round(before, 1), count], [paired.last.label, round(now, 1), count]],
    }


def _quote_words(
    sent: Collection[SurveyInvitation], answers: Mapping[int, Mapping[str, Answer]]
) -> list[Facts]:
    """The words of each project in its last follow-up, if that one may be quoted."""
    last = {invitation.participation_id: invitation for invitation in sent}
    quotes: list[Facts] = []
    for invitation in last.values():
        own = answers[invitation.sheet_id]
        consent = own[QUOTE].value if QUOTE in own else ""
        if consent not in (NAMED, ANONYMOUS):
            continue
        quotes += [
            _build_quote(invitation, own[key], is_named=consent == NAMED)
            for key in QUOTED
            if key in own and _is_answered(own[key])
        ]
    if not is_unnamed_safe(len(last), sum(_is_named(invitation, answers) for invitation in last.values())):
        quotes = [row for row in quotes if row["by"]]
    # of one question after the other, those of the last months first, in an order that follows no list of projects
    return sorted(
        quotes, key=lambda row: (QUOTED.index(row["key"]), -row["months"], not row["by"], row["text"])
    )


def _is_named(invitation: SurveyInvitation, answers: Mapping[int, Mapping[str, Answer]]) -> bool:
    own = answers[invitation.sheet_id]
    return QUOTE in own and own[QUOTE].value == NAMED


def _build_quote(invitation: SurveyInvitation, answer: Answer, *, is_named: bool) -> Facts:
    return {
        "key": answer.question.key,
        "months": invitation.survey.wave,
        "about": list_headings().get(answer.question.key, answer.question.label),
        "text": cut_words(str(answer.value)),
        "by": invitation.participation.project.title if is_named else "",
        "source": f"{OF_A_WAVE}:{invitation.pk}" if is_named else "",
    }


def compose_year(facts: Facts) -> Section:
    """The states of projects after each follow-up, the changes, and their words."""
    year, title = facts.get("year"), _("L’année qui a suivi")
    if not year or not year["waves"]:
        return make_section("year", title)
    projects, is_open = facts["counts"]["projects"], year["is_open"]
    return make_section(
        "year",
        title,
        text=[
            make_sentence(_describe_answered(year["waves"], projects, is_open), RESULTS),
            make_sentence(_describe_helped(year["helped"], is_open), RESULTS),
        ],
        blocks=[
            make_table(
                [_("Suivi"), _("Depuis la session, les projets")],
                [row for wave in year["waves"] if (row := _list_states(wave, projects, is_open))],
                title=_("Que sont-ils devenus ?"),
                source=RESULTS,
                in_words=True,
            ),
            _build_means_table(year["means"], is_open),
            *_write_quotes(year),
        ],
    )


def _describe_answered(waves: Collection[Facts], projects: int, is_open: bool) -> str:
    if not is_open:
        return _("Les projets ont répondu de nouveau dans l’année qui a suivi la session.")
    rows = [
        _("à %(months)d mois, %(answered)d sur %(projects)d")
        % {"months": wave["months"], "answered": wave["answered"], "projects": projects}
        for wave in waves
    ]
    return _("Ont répondu : %(waves)s.") % {"waves": ", ".join(rows)}


def _describe_helped(helped: Facts, is_open: bool) -> str:
    yes, answered = helped["yes"], helped["answered"]
    if not answered or not (is_open or hide_small_share(yes, answered) is not None):
        return ""
    return ngettext(
        "%(yes)d projet sur %(answered)d dit avoir reçu un appui.",
        "%(yes)d projets sur %(answered)d disent avoir reçu un appui.",
        yes,
    ) % {"yes": yes, "answered": answered}


def _list_states(wave: Facts, projects: int, is_open: bool) -> list[str]:
    """The states; none where one part would be left: it would only repeat the number of projects."""
    silent = (_("sans réponse"), projects - wave["answered"])
    merged = merge_small([*wave["states"], silent], is_open=is_open)
    if len(merged) < 2 and not is_open:
        return []
    parts = [f"{label} ({count})" for label, count in merged]
    return [name_moment(wave["months"]), " · ".join(parts)]


def _build_means_table(rows: Collection[Facts], is_open: bool) -> Block | None:
    """A question asked again, the means of the same projects then and now: from five on, unless ``is_open``."""
    lines = [
        [
            row["label"],
            *(f"{number_format(level, 1)} ({moment})" for moment, level, _n in row["moments"]),
            str(count),
        ]
        for row in rows
        if (count := row["moments"][0][2]) >= SMALLEST or is_open
    ]
    return make_table(
        [_("Question"), _("Avant"), _("Au dernier suivi"), _("Projets")],
        lines,
        title=_("Ce qui a changé"),
        note=_("Moyennes des mêmes projets, qui ont répondu aux deux moments. On décrit, on n’explique pas."),
        source=RESULTS,
        in_words=True,
    )


def _write_quotes(year: Facts) -> Iterator[Block]:
    before = ""
    for row in year["quotes"]:
        about, before = row["about"] if row["about"] != before else "", row["about"]
        yield quote(
            add_quotation_marks(row["text"]),
            row["by"],
            unnamed=_("Une personne porteuse de projet"),
            about=about,
            source=row["source"],
        )
