"""Gather the facts of a report, as JSON values: they are stored in ``SynthesisReport.facts`` and never change after.

Few queries, whatever the size of the edition: about twenty for a project, thirty for an edition. Texts are in the
language of the report, which the caller has activated.
"""

from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db.models import Count, FilteredRelation, Q, Subquery
from django.utils.timezone import localdate

from accelerator.accounts.models import User
from accelerator.questionnaires.models import Answer
from coaching.models import SurveyInvitation, SynthesisReport
from coaching.pairing.queries.mentors import select_mentor_body
from coaching.session.mentors import annotate_mentor
from coaching.surveys.counting import (
    NEEDS,
    QUOTE,
    URGENCY,
    USEFULNESS,
    Facts,
    add_named,
    count_edition,
    count_values,
    describe,
    find_named_needs,
    list_chosen_options,
    list_kind_labels,
    list_named_needs,
    list_urgency_labels,
    read_choice_labels,
)
from coaching.surveys.queries import find_sent_synthesis
from coaching.synthesis.enums import ReportKind, SynthesisPart
from coaching.synthesis.queries import list_reported_participations
from coaching.synthesis.reports.added_sections import gather_added
from coaching.synthesis.reports.call import call_facts, gather_committee
from coaching.synthesis.reports.days import gather_days
from coaching.synthesis.reports.debrief import gather_debrief
from coaching.synthesis.reports.dimensions import gather_dimensions
from coaching.synthesis.reports.document import freeze_day
from coaching.synthesis.reports.plan import plan_facts
from coaching.synthesis.reports.project import gather_timeline
from coaching.synthesis.reports.retrospective import gather_sheets
from coaching.synthesis.reports.schemes import list_scheme_facts
from coaching.synthesis.reports.wording import (
    cut_words,
    is_unnamed_safe,
    list_texts,
    read_answers,
    read_answers_of,
    read_number,
    read_text,
)
from coaching.synthesis.reports.year import gather_edition_year, gather_project_year
from programmes.enums import RoleName, StructureProfile
from programmes.models import Edition
from projects.application.queries.structure import facts_of_structure
from projects.models import Application, Participation


def list_values(
    answers: dict[int, dict[str, Answer]], invitations: dict[int, SurveyInvitation]
) -> list[dict[str, object]]:
    """The answers by question, in the order of the invitations."""
    sheets = (answers.get(invitation.sheet_id, {}) for invitation in invitations.values())
    return [{key: answer.value for key, answer in own.items()} for own in sheets]


def find_needs(own: dict[str, Answer], named: Facts | None) -> tuple[list[Facts], list[Facts]]:
    """The kinds of help that a project needs, and how soon: as it answered, else as it shares from its plan."""
    if own.get(NEEDS) or not named:
        return list_chosen_options(own.get(NEEDS)), list_chosen_options(own.get(URGENCY))[:1]
    return describe(named[NEEDS], list_kind_labels()), describe([named[URGENCY]], list_urgency_labels())


def quote_answers(own: dict[str, Answer], title: str, source: str) -> list[Facts]:
    """The first sentences about the benefits of the session, if we may quote it, with a name or without."""
    consent, text = own.get(QUOTE), read_text(own.get("what_it_brought"))
    if not text or consent is None or consent.value not in ("named", "anonymous"):
        return []
    named = consent.value == "named"
    # a link to the answers of somebody unnamed would reveal whose words they are
    return [{"text": cut_words(text), "by": title if named else "", "source": source if named else ""}]


def choose_quotes(allowed: list[Facts], *, visible: int) -> list[Facts]:
    """Six quotes at most, the named ones first, in an order that does not follow that of the projects.

    An unnamed quote may come from any of the ``visible`` projects that are not named: under five, it is left out.
    """
    named = sum(1 for quote in allowed if quote["by"])
    if not is_unnamed_safe(visible, named):
        allowed = [quote for quote in allowed if quote["by"]]
    chosen = sorted(allowed, key=lambda quote: sha256(quote["text"].encode()).hexdigest())[:6]
    return sorted(chosen, key=lambda quote: not quote["by"])


def gather_project(report: SynthesisReport) -> Facts:
    """One project: its identity, the benefits of the session, its needs; and the edition's figures to compare with."""
    participation = _select_participations(report.edition).get(pk=report.participation_id)
    invitation = find_sent_synthesis(participation)
    answers = read_answers_of(invitation.sheet_id) if invitation else {}
    named = find_named_needs(participation.pk)
    needs, urgency = find_needs(answers, named)
    return {
        "kind": report.kind,
        "edition": _gather_edition(report.edition),
        "project": _describe_project(participation),
        "shared": bool(invitation and invitation.shared_with_partners),
        "shared_only": True,
        "texts": list_texts(answers),
        "answers_source": f"answers:{invitation.pk}" if invitation else "",
        "timeline": gather_timeline(participation),
        "plan": plan_facts(participation),
        "year": gather_project_year(participation.pk),
        "needs": needs,
        "urgency": urgency,
        "lists_needs": bool(answers.get(NEEDS)) or not named,
        "wished_partner": read_text(answers.get("wished_partner")),
        "need_details": read_text(answers.get("need_details")),
        "usefulness": read_number(answers.get(USEFULNESS)),
        "compared": count_edition(report.edition),
        "schemes": list_scheme_facts(
            report.edition,
            localdate(report.requested_at),
            structure=facts_of_structure(participation.project),
            needs=[need["code"] for need in needs],
        ).proposed,
        "added": gather_added(report.edition, participation, report.kind),
    }


def gather_edition(report: SynthesisReport) -> Facts:
    """The whole edition, as it may be shared: lines and figures of the projects that agreed to share, and of no
    other, so that no subtraction reveals an answer that somebody did not share.

    Only the counts of projects and answers include all, and the year: states added up until none is small, means of
    five.
    """
    edition = report.edition
    coming = list(_select_participations(edition).confirmed())
    return _gather_facts(edition, coming, shared_only=True) | {
        **_gather_public_facts(edition, coming, report.kind),
        "year": gather_edition_year([place.pk for place in coming], is_open=False),
        "schemes": list_scheme_facts(edition, localdate(report.requested_at)).proposed,
    }


def gather_partners_view(report: SynthesisReport) -> Facts:
    """The answers of partners to shared needs; subjects above gather it."""
    return {
        "kind": report.kind,
        "edition": _gather_edition(report.edition),
        "shared_only": True,
        "added": gather_added(report.edition, None, report.kind),
    }


def gather_retrospective(report: SynthesisReport) -> Facts:
    """The facts of an edition for everybody: counts without small cells, words that may be quoted, public sheets."""
    edition = report.edition
    coming = list(_select_participations(edition).confirmed())
    facts = _gather_facts(edition, coming, shared_only=False)
    names = ("edition", "counts", "quotes", "facilitators")
    return {
        "kind": report.kind,
        **{name: facts[name] for name in names},
        **_gather_public_facts(edition, coming, report.kind),
        "sheets": gather_sheets(edition),
    }


def _gather_public_facts(edition: Edition, coming: list[Participation], kind: str) -> Facts:
    """The facts that the synthesis of an edition and its retrospective share: counts without small cells, quotable
    words."""
    return {
        "call": call_facts(edition, coming),
        "committee": gather_committee(edition),
        "days": gather_days(edition),
        "standing": gather_dimensions(edition),
        "added": gather_added(edition, None, kind),
        **gather_debrief(edition),
    }


GATHERERS: dict[str, Callable[[SynthesisReport], Facts]] = {
    ReportKind.PROJECT: gather_project,
    ReportKind.EDITION: gather_edition,
    ReportKind.PARTNERS: gather_partners_view,
    ReportKind.RETROSPECTIVE: gather_retrospective,
}


def gather_facts(report: SynthesisReport) -> Facts:
    """The facts of a report of this kind."""
    return GATHERERS[report.kind](report)


def gather_for_organisers(edition: Edition, user: User, part: SynthesisPart) -> Facts:
    """The facts of this part of a report over every answer, for the organisers alone.

    No document stores it: subtracting the shared one would reveal the answers of the others. Quotes respect the
    consent to be quoted; projects from which ``user`` stepped aside are left out.
    """
    read = list_reported_participations(user, edition).order_by().values("pk")
    if part == SynthesisPart.DEBRIEF:
        return gather_debrief(edition, organises=True)
    if part == SynthesisPart.YEAR:
        places = list(read.values_list("pk", flat=True))
        return {"counts": {"projects": len(places)}, "year": gather_edition_year(places, is_open=True)}
    coming = list(_select_participations(edition).filter(pk__in=read))
    return _gather_facts(edition, coming, shared_only=False) | {"committee": [], "schemes": []}


def _gather_facts(edition: Edition, coming: list[Any], *, shared_only: bool) -> Facts:
    sent: list[SurveyInvitation] = [place.sent for place in coming if hasattr(place, "sent")]
    shared = [invitation for invitation in sent if invitation.shared_with_partners]
    invitations = {
        invitation.participation_id: invitation for invitation in (shared if shared_only else sent)
    }
    answers = read_answers([invitation.sheet_id for invitation in invitations.values()])
    named = list_named_needs(invitations)
    projects: list[Facts] = []
    allowed: list[Facts] = []
    for participation in coming:
        if invitation := invitations.get(participation.pk):
            own = answers.get(invitation.sheet_id, {})
            needs, urgency = find_needs(own, named.get(participation.pk))
            project_row = {**_describe_project(participation), "needs": needs, "urgency": urgency}
            if not shared_only:
                project_row["texts"] = list_texts(own)
                project_row["need_details"] = read_text(own.get("need_details"))
            allowed += quote_answers(own, project_row["title"], f"answers:{invitation.pk}")
            projects.append(project_row)
    bodies, received = _read_bodies(edition)
    return {
        "kind": ReportKind.EDITION.value,
        "edition": _gather_edition(edition),
        "counts": {
            "received": received,
            "projects": len(coming),
            "answers": len(sent),
            "shared": len(shared),
        },
        "shared_only": shared_only,
        "profiles": dict(
            Counter(project_row["profile_code"] for project_row in projects if project_row["profile_code"])
        ),
        "departments": dict(
            Counter(project_row["department"] for project_row in projects if project_row["department"])
        ),
        "compared": {
            **count_values(
                add_named(values, named.get(place))
                for place, values in zip(invitations, list_values(answers, invitations), strict=True)
            ),
            **read_choice_labels(edition.pk),
            "shared_only": shared_only,
        },
        "projects": projects,
        "quotes": choose_quotes(allowed, visible=len(projects)),
        "facilitators": bodies,
    }


def _select_participations(edition: Edition) -> Any:
    """The participations of the edition, each with its project, its mentor, and the synthesis that it ``sent``, if
    any.
    """
    syntheses = SurveyInvitation.objects.syntheses_of(edition).order_by().values("pk")
    sent = FilteredRelation("survey_invitations", condition=Q(survey_invitations__in=Subquery(syntheses)))
    rows = annotate_mentor(Participation.objects.filter(edition=edition), place="")
    rows = rows.annotate(sent=sent, mentor_body=select_mentor_body("pairing__mentor", "edition"))
    return rows.select_related("project__organisation", "project__application", "sent")


def _read_bodies(edition: Edition) -> tuple[list[str], int]:
    """The names of the bodies that ran the session, and the number of dossiers received. One query."""
    run = Q(roles__ended_at=None, roles__name__in=[RoleName.FACILITATOR, RoleName.SPEAKER])
    received = Application.objects.for_edition(edition).received().order_by().values("call")
    rows = Edition.objects.filter(pk=edition.pk).annotate(
        run=FilteredRelation("roles", condition=run),
        received=Subquery(received.annotate(number=Count("pk")).values("number")),
    )
    names, numbers = zip(*rows.values_list("run__organisation__name", "received"), strict=True)
    return sorted({name for name in names if name}), numbers[0] or 0


def _gather_edition(edition: Edition) -> Facts:
    return {
        "name": edition.name,
        "programme": edition.programme.name,
        "theme": edition.theme,
        "place": edition.place,
        "starts_on": freeze_day(edition.session_starts_on),
        "ends_on": freeze_day(edition.session_ends_on),
        "controller": edition.controller,
    }


def _describe_project(participation: Any) -> Facts:
    project = participation.project
    application: Application | None = getattr(project, "application", None)
    profile = application.profile if application else ""
    return {
        "title": project.title,
        "source": f"project:{participation.pk}",
        "summary": project.summary,
        "structure": application.structure_name if application else str(project.organisation or ""),
        "profile_code": profile,
        "profile": str(StructureProfile(profile).label) if profile else "",
        "department": application.department if application else "",
        "holder": application.holder_name if application else "",
        "mentor": participation.mentor_name or "",
        "mentor_body": participation.mentor_body or "",
    }
