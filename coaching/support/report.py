"""The decisions of partners in the reports of an edition, and links from a report to their pages."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from coaching.models import MeetingMinutes, Need, SupportDecision
from coaching.support.enums import GIVES, SupportOutcome
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import merge_small
from coaching.surveys.queries import list_shared_syntheses
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.added_sections import AddedSection, register_added
from coaching.synthesis.reports.document import Section, make_section, make_sentence, make_table
from coaching.synthesis.reports.rendering import link_to, read_numbers, register_source
from programmes.access import can
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.models import Participation

MINUTES = "minutes:last"


def gather_decisions(edition: Edition, participation: Participation | None) -> Facts:
    """Counts of decisions once there are minutes; a project reads its own in its letter. Two queries."""
    if participation is not None or not MeetingMinutes.objects.filter(meeting__edition=edition).exists():
        return {}
    needs = Need.objects.for_partners([edition.pk]).order_by().values("pk")
    rows = list(
        SupportDecision.objects.filter(need__in=needs).order_by().values_list("outcome", "lead__name")
    )
    leads = {lead for outcome, lead in rows if lead and outcome in GIVES}
    return {"outcomes": dict(Counter(outcome for outcome, _lead in rows)), "leads": sorted(leads)}


def compose_decisions(facts: Facts, *, is_open: bool = True) -> Section:
    """``is_open``: for partners, who made these decisions, and organisers; for others small counts are merged."""
    title = _("Ce que les partenaires ont décidé")
    counts = facts.get("outcomes", {})
    if not counts:
        return make_section("decisions", title)
    total = sum(counts.values())
    parts = [(str(outcome.label), counts.get(outcome.value, 0)) for outcome in SupportOutcome]
    merged = merge_small(parts, is_open=is_open)
    rows = [[label, str(count)] for label, count in merged] if is_open or len(merged) > 1 else []
    met = ngettext(
        "Les partenaires se sont réunis et ont répondu à %(count)s besoin.",
        "Les partenaires se sont réunis et ont répondu à %(count)s besoins.",
        total,
    ) % {"count": total}
    leads = _("Pilotent un appui : %(bodies)s.") % {"bodies": ", ".join(facts["leads"])}
    return make_section(
        "decisions",
        title,
        text=[make_sentence(met, MINUTES), make_sentence(leads if facts["leads"] else "", MINUTES)],
        blocks=[make_table([_("Décision"), _("Besoins")], rows, source=MINUTES)],
    )


def _is_partner(request: HttpRequest, edition: Edition) -> bool:
    return can(request, Capability.SUPPORT_PROJECTS, edition=edition.slug)


def _find_needs(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """The addresses of shared needs on the partners' board. One query."""
    if not _is_partner(request, edition):
        return {}
    needs = Need.objects.for_partners([edition.pk]).filter(uid__in=[UUID(name) for name in names])
    return {
        str(uid): reverse("coaching:support_need", args=[edition.slug, uid])
        for uid in needs.order_by().values_list("uid", flat=True)
    }


def _find_projects(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """The addresses of projects with a shared synthesis, for partners. One query."""
    if not request.user.is_authenticated or not _is_partner(request, edition):
        return {}
    shared = list_shared_syntheses(request.user).filter(
        survey__edition=edition, participation__in=read_numbers(names)
    )
    return {
        str(pk): reverse("coaching:support_project", args=[slug])
        for pk, slug in shared.order_by().values_list("participation", "participation__project__slug")
    }


def register_decisions() -> None:
    """Called when the app is ready."""
    register_added(AddedSection("decisions", 10, gather_decisions, lambda facts: [compose_decisions(facts)]))
    register_added(
        AddedSection(
            "proposed",
            10,
            # everybody reads counts, and no body's name
            lambda edition, _place: {**gather_decisions(edition, None), "leads": []},
            lambda facts: [compose_decisions(facts, is_open=False)],
            frozenset({ReportKind.RETROSPECTIVE}),
        )
    )
    register_source(
        "minutes",
        link_to(
            manage_support_minutes=Capability.MANAGE_FOLLOW_UP, support_minutes=Capability.SUPPORT_PROJECTS
        ),
    )
    register_source("need", _find_needs)
    register_source("project", _find_projects)
