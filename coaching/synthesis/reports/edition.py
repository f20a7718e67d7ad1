"""The report of an edition as a document: from the call to what was learnt, as an article would tell it."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from accelerator.charts import Chart
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import hide_small_share
from coaching.synthesis.reports.added import tell_added
from coaching.synthesis.reports.call import tell_call, tell_committee
from coaching.synthesis.reports.days import tell_days
from coaching.synthesis.reports.dimensions import tell_blockers, tell_dimensions
from coaching.synthesis.reports.document import (
    Block,
    Document,
    Section,
    draw_charts,
    lay_table,
    list_chips,
    list_facts,
    list_items,
    make_card,
    make_scheme,
    make_section,
    quote,
    say,
    write_note,
)
from coaching.synthesis.reports.figures import urgency_table
from coaching.synthesis.reports.needs import tell_needs_and_schemes
from coaching.synthesis.reports.schemes import describe_scheme
from coaching.synthesis.reports.two_days import debrief_words
from coaching.synthesis.reports.wording import (
    few_words,
    in_quotes,
    list_project_texts,
    method_words,
    session_words,
)

RESULTS, PROGRAMME = "page:coaching:read_synthesis", "page:programmes:edition"
DEBRIEF = "results:debrief"
MISSING = "was_missing"
"""The question of the debrief whose words are lessons."""


def compose_edition(facts: Facts, charts: Sequence[Chart]) -> Document:
    """Everything the edition's report says, in the active language."""
    title = _("Le débrief à chaud des personnes porteuses")
    debrief = debrief_words(facts.get("debrief", {}), title=title)
    coaches = debrief_words(
        facts.get("coaches", {}), title=_("Le débrief de celles et ceux qui accompagnent"), whole=True
    )
    return {
        "title": facts["edition"]["name"],
        "kind": _("Synthèse de l’édition"),
        "subtitle": facts["edition"]["programme"],
        "lead": facts["edition"]["theme"],
        "sections": [
            _tell_essentials(facts),
            tell_call(facts),
            tell_committee(facts),
            tell_days(facts),
            tell_blockers(facts),
            tell_dimensions(facts),
            tell_debrief("debrief", debrief, title=title),
            *(
                [tell_debrief("coaches", coaches, note=_("Pour l’organisation seulement."))]
                if coaches
                else []
            ),
            _tell_figures(facts, charts),
            _tell_urgency(facts),
            _tell_quotes(facts),
            _tell_projects(facts),
            tell_needs_and_schemes(facts),
            *tell_added(facts),
            _tell_lessons(debrief),
            _tell_schemes(facts),
            make_section("method", _("Méthode"), blocks=[list_items(map(say, method_words(facts)))]),
        ],
    }


def _tell_essentials(facts: Facts) -> Section:
    counts = facts["counts"]
    answered = _("%(count)s sur %(total)s") % {"count": counts["answers"], "total": counts["projects"]}
    if not counts["projects"]:
        answered = ""
    if facts["shared_only"] and hide_small_share(counts["answers"], counts["projects"]) is None:
        answered = ""  # with those that share beside it, it would tell who keeps their answers
    rows = [
        [_("Session"), session_words(facts["edition"]), PROGRAMME],
        [_("Dossiers reçus"), str(counts["received"]), "page:projects:manage_applications"],
        [_("Projets accompagnés"), str(counts["projects"]), "page:projects:announce"],
        [_("Synthèses reçues"), answered, "page:coaching:manage_surveys"],
        [_("Territoires"), ", ".join(sorted(facts["departments"])), RESULTS],
        [_("Animation"), ", ".join(facts["facilitators"]), "page:programmes:manage_people"],
    ]
    return make_section("essentials", _("L’essentiel"), blocks=[list_facts(rows)])


def _tell_figures(facts: Facts, charts: Sequence[Chart]) -> Section:
    few = few_words(facts["compared"]["answers"], shared_only=facts["shared_only"])
    return make_section("figures", _("En chiffres"), blocks=[draw_charts(charts, RESULTS), write_note(few)])


def _tell_urgency(facts: Facts) -> Section:
    table = urgency_table(facts["compared"])
    block = lay_table(table["columns"], table["rows"], source=RESULTS) if table else None
    return make_section("urgency", _("Les besoins et leur urgence"), blocks=[block])


def _tell_quotes(facts: Facts) -> Section:
    said = [
        quote(
            in_quotes(row["text"]),
            row["by"],
            unnamed=_("Une personne porteuse de projet"),
            source=row.get("source", ""),
        )
        for row in facts["quotes"]
    ]
    return make_section("quotes", _("Ils et elles le disent"), blocks=said)


def _tell_projects(facts: Facts) -> Section:
    return make_section("projects", _("Les projets"), blocks=map(_tell_project, facts["projects"]))


def _tell_project(project: Facts) -> Block:
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
        told=list_project_texts(project.get("told", []), project.get("need_details", "")),
        source=project.get("source", ""),
    )


def tell_debrief(key: str, words: Facts, *, title: str = "", note: str = "") -> Section:
    """``words``: of :func:`debrief_words`; ``title`` where there are none yet."""
    if not words:
        return make_section(key, title)
    return make_section(
        key,
        words["title"],
        text=[say(words["intro"], DEBRIEF), say(note)],
        blocks=[
            write_note(words["few"]),
            *(lay_table(table["columns"], table["rows"], source=DEBRIEF) for table in words["tables"]),
            write_note(words["hidden"], tone="small"),
            list_chips(words["words"], title=words["words_title"]),
            *_quote_all(row for row in words["quotes"] if row["key"] != MISSING or note),
        ],
    )


def _quote_all(rows: Iterable[Facts]) -> Iterator[Block]:
    """What they are about is said once."""
    before = ""
    for row in rows:
        about, before = row["about"] if row["about"] != before else "", row["about"]
        yield quote(in_quotes(row["text"]), row["by"], about=about, source=DEBRIEF)


def _tell_lessons(debrief: Facts) -> Section:
    """What was missing, as those who came say it; what the organisers make of it, they write."""
    said = _quote_all(row for row in debrief.get("quotes", []) if row["key"] == MISSING)
    return make_section("lessons", _("Ce que nous en retenons"), blocks=said)


def _tell_schemes(facts: Facts) -> Section:
    return make_section(
        "schemes",
        _("Les dispositifs d’appui de l’édition"),
        blocks=[make_scheme(describe_scheme(row), row.get("source", "")) for row in facts["schemes"]],
    )
