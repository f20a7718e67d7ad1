"""The public retrospective of an edition: its article, with only what everybody may read."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from coaching.surveys.counting import Facts
from coaching.synthesis.reports.added import tell_added
from coaching.synthesis.reports.call import tell_call, tell_committee
from coaching.synthesis.reports.days import tell_days
from coaching.synthesis.reports.dimensions import tell_blockers, tell_dimensions
from coaching.synthesis.reports.document import (
    Block,
    Document,
    Section,
    list_facts,
    make_card,
    make_section,
    quote,
)
from coaching.synthesis.reports.edition import MISSING
from coaching.synthesis.reports.wording import in_quotes, session_words
from programmes.models import Edition
from projects.publication.queries import list_published_projects
from projects.publication.sheets import PublicSheet, read_sheet

PROJECTS = "projects"
"""The section of the public sheets: read again whenever the page is."""
MOST_SAID = 6


def sheet_facts(edition: Edition) -> list[Facts]:
    """The public sheets of an edition, title by title, in what their holders show. One query."""
    return [_freeze_sheet(read_sheet(project)) for project in list_published_projects(edition)]


def _freeze_sheet(sheet: PublicSheet) -> Facts:
    return {
        "slug": sheet.slug,
        "title": sheet.title,
        "about": [sheet.structure, sheet.profile_label, sheet.department],
        "summary": sheet.summary,
    }


def compose_retrospective(facts: Facts) -> Document:
    """Everything the retrospective says, in the active language."""
    return {
        "title": facts["edition"]["name"],
        "kind": _("Rétrospective"),
        "subtitle": facts["edition"]["programme"],
        "lead": facts["edition"]["theme"],
        "sections": [
            _tell_essentials(facts),
            tell_call(facts),
            tell_committee(facts),
            tell_days(facts),
            tell_blockers(facts),
            tell_dimensions(facts),
            _tell_quotes(facts),
            make_section(PROJECTS, _("Les projets"), blocks=map(make_sheet_card, facts["sheets"])),
            *tell_added(facts),
            _tell_lessons(facts.get("debrief", {})),
        ],
    }


def make_sheet_card(sheet: Facts) -> Block:
    """A project in what its public sheet shows, with the way to it."""
    about = " · ".join(word for word in sheet["about"] if word)
    return make_card(sheet["title"], about=about, text=sheet["summary"], source=f"sheet:{sheet['slug']}")


def _tell_essentials(facts: Facts) -> Section:
    counts = facts["counts"]
    rows = [
        [_("Session"), session_words(facts["edition"]), "page:programmes:edition"],
        [_("Dossiers reçus"), str(counts["received"])],
        [_("Projets accompagnés"), str(counts["projects"])],
        [_("Animation"), ", ".join(facts["facilitators"])],
    ]
    return make_section("essentials", _("L’essentiel"), blocks=[list_facts(rows)])


def _tell_quotes(facts: Facts) -> Section:
    """What was said after the session, then on the spot."""
    said = [
        quote(in_quotes(row["text"]), row["by"], unnamed=_("Une personne porteuse de projet"))
        for row in facts["quotes"]
    ]
    debrief = [row for row in facts.get("debrief", {}).get("quotes", []) if row["key"] != MISSING]
    return make_section(
        "quotes", _("Ils et elles le disent"), blocks=[*said, *_quote_on_the_spot(debrief[:MOST_SAID])]
    )


def _tell_lessons(debrief: Facts) -> Section:
    """What was missing, as those who came say it; what the organisers make of it, they write."""
    said = [row for row in debrief.get("quotes", []) if row["key"] == MISSING]
    return make_section("lessons", _("Ce que nous en retenons"), blocks=_quote_on_the_spot(said))


def _quote_on_the_spot(rows: Iterable[Any]) -> Iterator[Block]:
    """What they are about is said once."""
    before = ""
    for row in rows:
        about, before = row["about"] if row["about"] != before else "", row["about"]
        yield quote(in_quotes(row["text"]), row["by"], unnamed=_("sans nom"), about=about)
