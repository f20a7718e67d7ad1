"""The report of an edition as a document, in the order of an article: from the call to the lessons."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from accelerator.charts import Chart
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST, hide_small_share
from coaching.synthesis.enums import SynthesisPart
from coaching.synthesis.reports.added_sections import compose_added
from coaching.synthesis.reports.call import compose_call, compose_committee
from coaching.synthesis.reports.days import compose_days
from coaching.synthesis.reports.debrief import describe_debrief
from coaching.synthesis.reports.dimensions import compose_blockers, compose_dimensions
from coaching.synthesis.reports.document import (
    Block,
    Document,
    Section,
    list_chips,
    list_facts,
    list_items,
    make_card,
    make_charts,
    make_scheme,
    make_section,
    make_sentence,
    make_table,
    quote,
    write_note,
)
from coaching.synthesis.reports.figures import make_urgency_table
from coaching.synthesis.reports.schemes import describe_scheme
from coaching.synthesis.reports.wording import (
    add_quotation_marks,
    describe_few,
    describe_method,
    describe_session,
    list_project_texts,
)
from coaching.synthesis.reports.year import compose_year

SCHEMES = "page:programmes:manage_schemes"


def compose_needs_and_schemes(facts: Facts) -> Section:
    """Each kind of need with its number of projects, from five answers on, and its schemes."""
    title = _("Les besoins et les dispositifs qui y répondent")
    compared = facts["compared"]
    if compared["answers"] < SMALLEST or not compared["needs"] or not facts["schemes"]:
        return make_section("needs", title)
    named = sorted(compared["needs"].items(), key=lambda item: (-item[1], item[0] == "other", item[0]))
    rows, without = [], []
    for code, count in named:
        label = compared["need_labels"].get(code, code)
        answering = [scheme["name"] for scheme in facts["schemes"] if code in scheme["terms"]["needs"]]
        rows.append([label, str(count), ", ".join(answering) or _("aucun")])
        if not answering:
            without.append(label)
    return make_section(
        "needs",
        title,
        text=[
            make_sentence(_("Aucun dispositif de l’édition n’y répond encore : %(needs)s.")
                % {"needs": ", ".join(without)} if without else "", SCHEMES),
        ],
        blocks=[
            make_table(
                [_("Besoin"), _("Projets"), _("Dispositifs")], rows, source=SCHEMES, in_words=True
            )
        ],
    )  # fmt: skip


RESULTS, PROGRAMME = "page:coaching:read_synthesis", "page:programmes:edition"
DEBRIEF = "results:debrief"
MISSING = "was_missing"
"""The question of the debrief whose answers are lessons."""


def compose_edition(facts: Facts, charts: Sequence[Chart]) -> Document:
    """The whole report of an edition, in the active language."""
    *debriefs, lessons = compose_debriefs(facts)
    return {
        "title": facts["edition"]["name"],
        "kind": _("Synthèse de l’édition"),
        "subtitle": facts["edition"]["programme"],
        "lead": facts["edition"]["theme"],
        "sections": [
            _compose_essentials(facts),
            compose_call(facts),
            compose_committee(facts),
            compose_days(facts),
            compose_blockers(facts),
            compose_dimensions(facts),
            *debriefs,
            _compose_figures(facts, charts),
            _compose_urgency(facts),
            _compose_quotes(facts),
            _compose_projects(facts),
            compose_needs_and_schemes(facts),
            *compose_added(facts),
            compose_year(facts),
            lessons,
            _compose_schemes(facts),
            make_section(
                "method", _("Méthode"), blocks=[list_items(map(make_sentence, describe_method(facts)))]
            ),
        ],
    }


def compose_debriefs(facts: Facts) -> list[Section]:
    """The debrief of holders, that of coaches if the facts have it, and what was missing to the former."""
    title = _("Le débrief à chaud des personnes porteuses")
    debrief = describe_debrief(facts.get("debrief", {}), title=title)
    sections = [compose_debrief("debrief", debrief, title=title)]
    coaches = describe_debrief(
        facts.get("coaches", {}), title=_("Le débrief de celles et ceux qui accompagnent"), whole=True
    )
    if coaches:
        sections.append(compose_debrief("coaches", coaches, note=_("Pour l’organisation seulement.")))
    return [*sections, _compose_lessons(debrief)]


def compose_part(facts: Facts, charts: Sequence[Chart], part: SynthesisPart) -> list[Section]:
    """The sections of one part of the report that organisers read, from its facts."""
    match part:
        case SynthesisPart.DEBRIEF:
            return compose_debriefs(facts)
        case SynthesisPart.YEAR:
            return [compose_year(facts)]
        case SynthesisPart.ANSWERS:
            return compose_edition(facts, charts)["sections"]


def _compose_essentials(facts: Facts) -> Section:
    counts = facts["counts"]
    answered = _("%(count)s sur %(total)s") % {"count": counts["answers"], "total": counts["projects"]}
    if not counts["projects"]:
        answered = ""
    if facts["shared_only"] and hide_small_share(counts["answers"], counts["projects"]) is None:
        answered = ""  # beside the number of those that share, it would reveal who does not
    rows = [
        [_("Session"), describe_session(facts["edition"]), PROGRAMME],
        [_("Dossiers reçus"), str(counts["received"]), "page:projects:manage_applications"],
        [_("Projets accompagnés"), str(counts["projects"]), "page:projects:announce"],
        [_("Synthèses reçues"), answered, "page:coaching:manage_surveys"],
        [_("Territoires"), ", ".join(sorted(facts["departments"])), RESULTS],
        [_("Animation"), ", ".join(facts["facilitators"]), "page:programmes:manage_people"],
    ]
    return make_section("essentials", _("L’essentiel"), blocks=[list_facts(rows)])


def _compose_figures(facts: Facts, charts: Sequence[Chart]) -> Section:
    few = describe_few(facts["compared"]["answers"], shared_only=facts["shared_only"])
    return make_section("figures", _("En chiffres"), blocks=[make_charts(charts, RESULTS), write_note(few)])


def _compose_urgency(facts: Facts) -> Section:
    table = make_urgency_table(facts["compared"], is_open=not facts["shared_only"])
    block = make_table(table["columns"], table["rows"], source=RESULTS) if table else None
    return make_section("urgency", _("Les besoins et leur urgence"), blocks=[block])


def _compose_quotes(facts: Facts) -> Section:
    quotes = [
        quote(
            add_quotation_marks(row["text"]),
            row["by"],
            unnamed=_("Une personne porteuse de projet"),
            source=row.get("source", ""),
        )
        for row in facts["quotes"]
    ]
    return make_section("quotes", _("Ils et elles le disent"), blocks=quotes)


def _compose_projects(facts: Facts) -> Section:
    return make_section("projects", _("Les projets"), blocks=map(_compose_project, facts["projects"]))


def _compose_project(project: Facts) -> Block:
    about = [project["structure"], project["profile"].lower(), project["department"]]
    needs = [need["label"] for need in project.get("needs", [])]
    urgency = "".join(option["label"] for option in project.get("urgency", []))
    mentor = project["mentor"]
    return make_card(
        project["title"],
        about=" · ".join(filter(None, about)),
        text=project["summary"],
        notes=[_("Parrain ou marraine : %(name)s") % {"name": mentor} if mentor else ""],
        chips=needs,
        after=urgency if needs else "",
        texts=list_project_texts(project.get("texts", []), project.get("need_details", "")),
        source=project.get("source", ""),
    )


def compose_debrief(key: str, words: Facts, *, title: str = "", note: str = "") -> Section:
    """``words``: the result of :func:`describe_debrief`; ``title`` when it is empty."""
    if not words:
        return make_section(key, title)
    return make_section(
        key,
        words["title"],
        text=[make_sentence(words["intro"], DEBRIEF), make_sentence(note)],
        blocks=[
            write_note(words["few"]),
            *(
                make_table(
                    table["columns"], table["rows"], source=DEBRIEF, in_words=bool(table.get("in_words"))
                )
                for table in words["tables"]
            ),
            list_chips(words["words"], title=words["words_title"]),
            *quote_all(row for row in words["quotes"] if row["key"] != MISSING or note),
        ],
    )


def quote_all(rows: Iterable[Facts], *, unnamed: str = "", source: str = DEBRIEF) -> Iterator[Block]:
    """The heading of consecutive quotes appears once."""
    before = ""
    for row in rows:
        about, before = row["about"] if row["about"] != before else "", row["about"]
        yield quote(add_quotation_marks(row["text"]), row["by"], unnamed=unnamed, about=about, source=source)


def _compose_lessons(debrief: Facts) -> Section:
    """What was missing, in the words of participants; the organisers add their conclusions."""
    quotes = quote_all(row for row in debrief.get("quotes", []) if row["key"] == MISSING)
    return make_section("lessons", _("Ce que nous en retenons"), blocks=quotes)


def _compose_schemes(facts: Facts) -> Section:
    return make_section(
        "schemes",
        _("Les dispositifs d’appui de l’édition"),
        blocks=[make_scheme(describe_scheme(row), row.get("source", "")) for row in facts["schemes"]],
    )
