"""The partner's home: projects with a shared synthesis, their needs, and fitting schemes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.queries import ReadableSection, list_readable_sections
from accelerator.types import Context
from coaching.support.access import BoardReader, read_as_partner
from coaching.support.enums import MeetingState
from coaching.support.queries import shared as queries
from coaching.support.queries.ahead import awaits_approval, count_by_edition, list_next_actions
from coaching.support.queries.shared import list_needs_with_answers
from coaching.support.views.board import ORPHANS, PER_PAGE
from coaching.surveys.queries import list_shared_syntheses
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.queries import find_edition_reports, list_documents_for
from coaching.synthesis.reports.schemes import describe_scheme, list_scheme_facts
from coaching.synthesis.reports.wording import list_headings
from coaching.synthesis.views.reports import figures_of
from programmes.access import set_edition
from programmes.capabilities import Capability
from programmes.models import Edition, Role, SupportScheme
from programmes.scheme_fit import StructureFacts
from projects.application.queries.structure import facts_of_structure
from projects.models import Project

READ = {AnswerAudience.JURY, AnswerAudience.PUBLIC}


@require_safe
def support_home(request: AuthenticatedRequest) -> HttpResponse:
    """Projects of one edition by need; the address has both."""
    editions = partner_editions(request)
    if not editions:
        raise Http404
    edition = find_edition(request, editions)
    set_edition(request, edition)
    reader, at = read_as_partner(request, edition), timezone.now()
    shared_needs = queries.list_shared_needs(reader, at)
    everything = queries.list_shared_projects(reader, shared_needs)
    needs = queries.count_needs(everything)
    need = next((named for named in needs if named["code"] == request.GET.get("need")), None)
    rows = [
        project
        for project in everything
        if need is None or need["code"] in {named["code"] for named in project.needs}
    ]
    counts = count_by_edition(request.user, at) if len(editions) > 1 else Counter()
    first, *others = list_next_actions(reader, at, shared_needs)
    reports = find_edition_reports(
        request.user, edition, translation.get_language() or "fr", ReportKind.EDITION, ReportKind.PARTNERS
    )
    context = {
        # where there is one edition, its card shows what waits
        "editions": [(edition, counts.get(edition.pk, 0)) for edition in editions],
        "elsewhere": counts.total() - counts[edition.pk],
        "page": Paginator(rows, PER_PAGE, ORPHANS).get_page(request.GET.get("page")),
        "total": len(everything),
        "passed": queries.list_passed_needs(shared_needs, most=PER_PAGE, orphans=ORPHANS),
        "next": first,
        "others": others,
        "needs": needs,
        "need": need,
        **list_schemes_of(edition),
        **figures_of(reports.get(ReportKind.EDITION)),
        "partners_view": reports.get(ReportKind.PARTNERS),
    }
    return render(request, "coaching/support/support_home.html", context)


@require_safe
def support_project(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One project: its needs to answer, its synthesis, its document, the fitting schemes."""
    editions = partner_editions(request)
    if "edition" in request.GET:
        editions = [find_edition(request, editions)]
    syntheses = (
        list_shared_syntheses(request.user)
        .filter(
            participation__project__slug=slug,
            survey__edition__in=[edition.pk for edition in editions],
        )
        .select_related(
            "sheet",
            "survey",
            "participation__project__organisation",
            "participation__project__application",
        )
    )
    invitation = syntheses.order_by("-survey__edition__session_starts_on", "-survey__edition__pk").first()
    if invitation is None:
        raise Http404
    edition = next(edition for edition in editions if edition.pk == invitation.survey.edition_id)
    invitation.survey.edition = edition
    set_edition(request, edition)
    project = invitation.participation.project
    meeting = getattr(edition, "partner_meeting", None)
    needs, reader = queries.list_needs_of(invitation), read_as_partner(request, edition)
    context = {
        "project": project,
        "invitation": invitation,
        "documents": list_documents_for(request.user, project),
        "sections": list_sections_for_partners(list_readable_sections(invitation.sheet, READ)),
        **list_schemes_of(edition, reader, facts_of_structure(project), [need["code"] for need in needs]),
        "has_needs": bool(needs),
        "passed": list_needs_with_answers(reader, invitation.participation),
        "may_answer": reader.body is not None and not (meeting and meeting.state == MeetingState.CLOSED),
        "about": describe_project(project),
    }
    return render(request, "coaching/support/support_project.html", context)


def list_sections_for_partners(sections: list[ReadableSection]) -> list[ReadableSection]:
    """One section, with its questions as headings: a partner reads without answering."""
    titles = list_headings()
    rows = [
        replace(answer, label=titles.get(answer.question.key, answer.label))
        for section in sections
        for answer in section.rows
    ]
    return [ReadableSection(_("La synthèse"), "synthesis", rows)] if rows else []


def partner_editions(request: AuthenticatedRequest) -> list[Any]:
    """Editions this person supports, latest session first, each with its meeting, :func:`awaits_approval`, and
    ``has_shared``: whether it has projects to support. One query."""
    edition_ids = Role.objects.editions_where(request.user, Capability.SUPPORT_PROJECTS)
    shared = list_shared_syntheses(request.user).filter(survey__edition=OuterRef("pk")).order_by()
    editions = Edition.objects.filter(pk__in=edition_ids).select_related(
        "programme", "call", "partner_meeting"
    )
    editions = editions.annotate(has_shared=Exists(shared), awaits_approval=awaits_approval(request.user))
    return list(editions.order_by("-session_starts_on", "-pk"))


def find_edition(request: AuthenticatedRequest, editions: list[Any]) -> Edition:
    """The edition of the address, else the latest with projects to support; another one is a 404. No query."""
    slug = request.GET.get("edition")
    if slug is None:
        return next((edition for edition in editions if edition.has_shared), editions[0])
    chosen = next((edition for edition in editions if edition.slug == slug), None)
    if chosen is None:
        raise Http404
    return chosen


def list_schemes_of(
    edition: Edition,
    reader: BoardReader | None = None,
    structure: StructureFacts | None = None,
    needs: list[str] | None = None,
    schemes: Sequence[SupportScheme] | None = None,
) -> Context:
    """``schemes`` in words, all of the edition; for a ``structure`` and its ``needs`` (codes, ``None`` when their
    kinds are unknown), the fitting ones, and as ``set_aside_schemes`` the others. Without ``schemes``, those of
    :func:`list_schemes`: one query.

    Whether a scheme fits reveals facts that the structure did not share: a partner reads it for the schemes of their
    own body. Of the others they read their names, as in the partners' view, and their conditions.
    """
    today = timezone.localdate()
    facts = list_scheme_facts(edition, today, structure=structure, needs=needs, schemes=schemes)
    proposed, set_aside = facts.proposed, facts.set_aside
    if reader is not None and not reader.runs:
        own = str(reader.body or "")
        proposed = [scheme if scheme["body"] == own else {**scheme, "reasons": []} for scheme in proposed]
        set_aside = [scheme for scheme in set_aside if scheme["body"] == own]
    return {
        "schemes": [describe_scheme(scheme) for scheme in proposed],
        "set_aside_schemes": [describe_scheme(scheme) for scheme in set_aside],
    }


def describe_project(project: Project) -> list[tuple[str, str]]:
    """The facts of a project at the head of the page."""
    application = getattr(project, "application", None)
    rows = [
        (_("Structure"), application.structure_name if application else str(project.organisation or "")),
        (_("Profil"), application.get_profile_display() if application else ""),
        (_("Département"), application.department if application else ""),
    ]
    return [row for row in rows if row[1]]
