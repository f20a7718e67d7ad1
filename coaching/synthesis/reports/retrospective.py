"""The public retrospective of an edition: its article, with public facts alone."""

from django.utils.translation import gettext as _

from coaching.surveys.counting import Facts
from coaching.synthesis.reports.added_sections import compose_added
from coaching.synthesis.reports.call import compose_call, compose_committee
from coaching.synthesis.reports.days import compose_days
from coaching.synthesis.reports.dimensions import compose_blockers, compose_dimensions
from coaching.synthesis.reports.document import (
    Block,
    Document,
    Section,
    list_facts,
    make_card,
    make_section,
    quote,
)
from coaching.synthesis.reports.edition import MISSING, quote_all
from coaching.synthesis.reports.wording import add_quotation_marks, describe_session
from programmes.models import Edition
from projects.publication.queries import PublicSheet, list_published_projects, read_sheet

PROJECTS = "projects"
"""The section of the public sheets: read again whenever the page is."""
MOST_QUOTED = 6


def gather_sheets(edition: Edition) -> list[Facts]:
    """The public sheets of an edition, by title, with their public fields. One query."""
    return [_freeze_sheet(read_sheet(project)) for project in list_published_projects(edition)]


def _freeze_sheet(sheet: PublicSheet) -> Facts:
    return {
        "slug": sheet.slug,
        "title": sheet.title,
        "about": [sheet.structure, sheet.profile_label, sheet.department],
        "summary": sheet.summary,
    }


def compose_retrospective(facts: Facts) -> Document:
    """The whole retrospective, in the active language."""
    return {
        "title": facts["edition"]["name"],
        "kind": _("Rétrospective"),
        "subtitle": facts["edition"]["programme"],
        "lead": facts["edition"]["theme"],
        "sections": [
            _compose_essentials(facts),
            compose_call(facts),
            compose_committee(facts),
            compose_days(facts),
            compose_blockers(facts),
            compose_dimensions(facts),
            _compose_quotes(facts),
            make_section(PROJECTS, _("Les projets"), blocks=map(make_sheet_card, facts["sheets"])),
            *compose_added(facts),
            _compose_lessons(facts.get("debrief", {})),
        ],
    }


def make_sheet_card(sheet: Facts) -> Block:
    """A project with the fields of its public sheet, and the link to it."""
    about = " · ".join(word for word in sheet["about"] if word)
    return make_card(sheet["title"], about=about, text=sheet["summary"], source=f"sheet:{sheet['slug']}")


def _compose_essentials(facts: Facts) -> Section:
    counts = facts["counts"]
    rows = [
        [_("Session"), describe_session(facts["edition"]), "page:programmes:edition"],
        [_("Dossiers reçus"), str(counts["received"])],
        [_("Projets accompagnés"), str(counts["projects"])],
        [_("Animation"), ", ".join(facts["facilitators"])],
    ]
    return make_section("essentials", _("L’essentiel"), blocks=[list_facts(rows)])


def _compose_quotes(facts: Facts) -> Section:
    """Quotes from after the session, then from the room."""
    quotes = [
        quote(add_quotation_marks(row["text"]), row["by"], unnamed=_("Une personne porteuse de projet"))
        for row in facts["quotes"]
    ]
    debrief = [row for row in facts.get("debrief", {}).get("quotes", []) if row["key"] != MISSING]
    return make_section(
        "quotes",
        _("Ils et elles le disent"),
        blocks=[*quotes, *quote_all(debrief[:MOST_QUOTED], unnamed=_("sans nom"), source="")],
    )


def _compose_lessons(debrief: Facts) -> Section:
    """What was missing, in the words of participants; the organisers add their conclusions."""
    rows = [row for row in debrief.get("quotes", []) if row["key"] == MISSING]
    return make_section(
        "lessons", _("Ce que nous en retenons"), blocks=quote_all(rows, unnamed=_("sans nom"), source="")
    )
