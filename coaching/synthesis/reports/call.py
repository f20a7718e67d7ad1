"""The call and its selection in the report of an edition: dates, dossiers by profile and territory, committee."""

from collections import Counter
from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _, ngettext

from accelerator.web.templatetags.prose import day, days
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import join_labels, merge_small_rows
from coaching.synthesis.reports.document import (
    Block,
    Section,
    freeze_day,
    list_items,
    make_section,
    make_sentence,
    make_table,
    read_day,
)
from programmes.committee import list_seats
from programmes.enums import StructureProfile
from programmes.models import Edition
from projects.models import Application, Participation

CALL, APPLICATIONS, COMMITTEE = (
    "page:programmes:call",
    "page:projects:manage_applications",
    "page:programmes:manage_committee",
)


def call_facts(edition: Edition, coming: Iterable[Participation]) -> Facts:
    """The dossiers received, and those of projects that come, by profile and by department. Two queries."""
    call = edition.call
    chosen = {participation.project_id for participation in coming}
    rows = Application.objects.for_edition(edition).received().values_list("profile", "department", "project")
    received: dict[str, dict[str, Counter[str]]] = {
        "profiles": {"chosen": Counter(), "others": Counter()},
        "departments": {"chosen": Counter(), "others": Counter()},
    }
    for profile, department, project in rows.order_by("pk"):
        side = "chosen" if project in chosen else "others"
        received["profiles"][side][profile] += 1
        received["departments"][side][department] += 1
    return {
        "opened_on": freeze_day(localdate(call.opens_at)),
        "closed_on": freeze_day(localdate(call.closes_at)),
        "announced_on": freeze_day(localdate(edition.announced_at) if edition.announced_at else None),
        **received,
    }


def gather_committee(edition: Edition) -> list[Facts]:
    """One query."""
    return [{"name": name, "chairs": chairs} for name, chairs in list_seats(edition)]


def compose_call(facts: Facts) -> Section:
    """The call, and the number and profiles of applicants."""
    call, counts = facts.get("call"), facts["counts"]
    if not call:
        return make_section("call", _("L’appel à projets"))
    opened, closed = read_day(call["opened_on"]), read_day(call["closed_on"])
    theme = facts["edition"]["theme"]
    return make_section(
        "call",
        _("L’appel à projets"),
        text=[
            make_sentence(
                _("L’appel à projets a été ouvert du %(days)s.") % {"days": days(opened, closed)}
                if opened and closed and opened != closed
                else "",
                CALL,
            ),
            make_sentence(
                _("Il portait sur le thème : « %(theme)s »") % {"theme": theme} if theme else "", CALL
            ),
            make_sentence(_count_received(counts), APPLICATIONS),
            make_sentence(_count_chosen(counts), APPLICATIONS),
        ],
        blocks=[
            _arrange(call["profiles"], _("Par profil de structure"), _("Profil"), _name_profiles()),
            _arrange(call["departments"], _("Par territoire"), _("Département"), {}),
        ],
    )


def _count_received(counts: Facts) -> str:
    return ngettext(
        "%(count)s dossier a été reçu.", "%(count)s dossiers ont été reçus.", counts["received"]
    ) % {"count": counts["received"]}


def _count_chosen(counts: Facts) -> str:
    if not counts["projects"]:
        return ""
    return ngettext(
        "%(count)s projet a été retenu et a confirmé sa venue.",
        "%(count)s projets ont été retenus et ont confirmé leur venue.",
        counts["projects"],
    ) % {"count": counts["projects"]}


def _name_profiles() -> dict[str, str]:
    return {str(profile.value): str(profile.label) for profile in StructureProfile}


def _arrange(
    sides: dict[str, dict[str, int]], title: str, column: str, names: dict[str, str]
) -> Block | None:
    """Selected and other dossiers, the most frequent first; small counts are added up."""
    codes = {*sides["chosen"], *sides["others"]} - {""}
    counts = {code: [sides["chosen"].get(code, 0), sides["others"].get(code, 0)] for code in codes}
    ordered = sorted(counts, key=lambda code: (-sum(counts[code]), code))
    merged = merge_small_rows([(names.get(code, code), counts[code]) for code in ordered])
    if len(merged) < 2:
        return None
    rows = [[join_labels(labels), *map(str, cells)] for labels, cells in merged]
    return make_table(
        [column, _("Projets accompagnés"), _("Autres dossiers")], rows, title=title, source=APPLICATIONS
    )


def compose_committee(facts: Facts) -> Section:
    seats = facts["committee"]
    announced = read_day(facts.get("call", {}).get("announced_on", ""))
    bodies = ngettext(
        "Le comité réunissait %(count)s organisme.", "Le comité réunissait %(count)s organismes.", len(seats)
    ) % {"count": len(seats)}
    announcement = (
        _("Les décisions ont été annoncées le %(day)s.") % {"day": day(announced)} if announced else ""
    )
    return make_section(
        "committee",
        _("Le comité de sélection"),
        text=[make_sentence(bodies, COMMITTEE), make_sentence(announcement, COMMITTEE)] if seats else [],
        blocks=[
            list_items(
                make_sentence(
                    _("%(body)s (préside)") % {"body": seat["name"]} if seat["chairs"] else seat["name"]
                )
                for seat in seats
            )
        ],
    )
