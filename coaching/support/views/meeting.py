"""The meeting of the partners: its date, opening and end; its minutes on screen and as a PDF, their approval."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator import pdf
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context, Values
from accelerator.web.autosave import parse_version
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, describe_errors, render_form
from accelerator.web.merging import lock_when_posted
from accelerator.web.templatetags.prose import clock, day
from coaching.models import MeetingMinutes
from coaching.support.access import BoardReader, FindReader, find_organiser, find_partner
from coaching.support.actions import meeting as actions
from coaching.support.actions.meeting import approve_minutes
from coaching.support.enums import MeetingState
from coaching.support.forms import MeetingForm, ReopeningForm
from coaching.support.queries.board import find_meeting
from coaching.support.queries.minutes import (
    Approvals,
    Reminder,
    Snapshot,
    describe_answer,
    list_minutes,
    name_outcome,
    read_amount,
    read_approvals,
    read_reminder,
    without_projects,
)
from projects.models import ProjectMember


@require_http_methods(["GET", "HEAD", "POST"])
def support_meeting(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The date, place, attendees and notes of the meeting."""
    reader = find_organiser(request, edition)
    # a meeting that nobody planned yet has no row to lock
    with lock_when_posted(request, reader.edition):
        meeting = find_meeting(reader.edition)
        form = MeetingForm(request.POST or None, instance=meeting)
        if request.method == "POST" and form.is_valid():
            with RefusalAsError(form):
                actions.plan_meeting(
                    edition=reader.edition, actor=request.user, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, _("La réunion est enregistrée."))
                return redirect(reader.reverse("board"))
    is_upcoming = meeting.state == MeetingState.PREPARED
    context = {
        "form": form,
        "heading": _("Préparer la réunion") if is_upcoming else _("Présents et notes"),
        # what was typed for a meeting that was closed meanwhile stays in its form
        "is_read_only": meeting.state == MeetingState.CLOSED and not form.is_bound,
        "board_url": reader.reverse("board"),
    }
    return render_form(request, "coaching/support/meeting.html", context, form)


@require_POST
def change_meeting(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """``do``: open, close, or reopen with a reason."""
    reader = find_organiser(request, edition)
    common: Values = {"edition": reader.edition, "actor": request.user, "at": timezone.now()}
    with RefusalAsMessage(request):
        match request.POST.get("do"):
            case "open":
                actions.open_meeting(**common)
                messages.success(
                    request, _("La réunion est ouverte : les décisions se notent besoin par besoin.")
                )
            case "close":
                actions.close_meeting(seen=request.POST.get("seen", ""), **common)
                messages.success(request, _("La réunion est close."))
            case "reopen":
                form = ReopeningForm(request.POST)
                if form.is_valid():
                    actions.reopen_meeting(**common, reason=form.cleaned_data["reason"])
                    messages.success(request, _("La réunion est rouverte."))
                else:
                    messages.error(request, describe_errors(form))
    return redirect(reader.reverse("board"))


@require_safe
def support_minutes(request: AuthenticatedRequest, edition: str, find: FindReader) -> HttpResponse:
    """The minutes, which a partner approves; ``?version=``, the last by default."""
    reader = find(request, edition)
    versions, minutes_read = _find(request, reader, request.GET.get("version", ""))
    is_last = minutes_read is not None and minutes_read == versions[0]
    approvals = _read_approvals(reader, minutes_read, is_last=is_last) if minutes_read else Approvals([], [])
    is_closed = bool(versions) and versions[0].meeting.state == MeetingState.CLOSED
    is_awaited = minutes_read is not None and is_last and is_closed
    context = {
        "reader": reader,
        "board_url": reader.reverse("board"),
        "page_url": reader.reverse("minutes"),
        "pdf_url": reader.reverse("minutes_pdf"),
        "versions": versions,
        "minutes": minutes_read,
        "number": str(minutes_read.number) if minutes_read else "",
        "words": _describe_minutes(_read(reader, minutes_read)) if minutes_read else None,
        "approvals": approvals,
        "reminder": read_reminder(minutes_read, approvals, timezone.now())
        if minutes_read and is_awaited
        else Reminder(),
        "is_last": is_last,
        "is_amended": is_last and not is_closed,
        "may_approve": is_awaited and reader.body and not approvals.has(reader.body),
    }
    return render(request, "coaching/support/minutes.html", context)


@never_cache
@require_safe
def support_minutes_pdf(request: AuthenticatedRequest, edition: str, find: FindReader) -> HttpResponse:
    reader = find(request, edition)
    versions, minutes_read = _find(request, reader, request.GET.get("version", ""))
    if minutes_read is None:
        raise Http404
    approvals = _read_approvals(reader, minutes_read, is_last=minutes_read == versions[0])
    content = pdf.render(
        "coaching/support/minutes.typ",
        pdf.french_spaces_in(
            _build_pdf_context(minutes_read, _describe_minutes(_read(reader, minutes_read)), approvals)
        ),
        title=_("Compte rendu de la réunion des partenaires"),
        language=translation.get_language() or "fr",
        at=minutes_read.created_at,
    )
    name = f"compte-rendu-{reader.edition.slug}-{minutes_read.number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def approve(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Approve the version that the partner read."""
    reader = find_partner(request, edition)
    _versions, minutes_read = _find(request, reader, request.POST.get("version", ""))
    if minutes_read is None or reader.body is None:
        raise Http404
    with RefusalAsMessage(request):
        approve_minutes(minutes=minutes_read, organisation=reader.body, actor=request.user, at=timezone.now())
        messages.success(request, _("Votre organisme approuve ce compte rendu."))
    return redirect(reader.reverse("minutes"))


def _find(
    request: AuthenticatedRequest, reader: BoardReader, number: str
) -> tuple[list[MeetingMinutes], MeetingMinutes | None]:
    """All versions, and the requested one. Raises ``Http404`` for a missing one."""
    versions = list_minutes(reader.edition)
    for minutes in versions:
        minutes.meeting.edition = reader.edition
    if not number:
        return versions, versions[0] if versions else None
    minutes_read = next((minutes for minutes in versions if minutes.number == parse_version(number)), None)
    if minutes_read is None:
        raise Http404
    return versions, minutes_read


def _read_approvals(reader: BoardReader, minutes: MeetingMinutes, *, is_last: bool) -> Approvals:
    """The approvals; nobody is awaited for a replaced version. Two queries."""
    approvals = read_approvals(minutes, reader.edition)
    return approvals if is_last else Approvals(approvals.received, [])


def _read(reader: BoardReader, minutes: MeetingMinutes) -> Snapshot:
    """The minutes as far as this reader may read them. One query."""
    own = ProjectMember.objects.filter(user=reader.user).values_list("project", flat=True)
    return without_projects(minutes.snapshot, set(own))


def _describe_minutes(snapshot: Snapshot) -> Context:
    """The minutes in the words of the page: its day and hour, and each outcome."""
    met_on, starts_at = parse_date(snapshot["met_on"] or ""), parse_time(snapshot["starts_at"] or "")
    when = " · ".join(filter(None, (day(met_on), clock(starts_at), snapshot["place"])))
    projects = [
        {**place, "needs": [_describe_need(need) for need in place["needs"]]}
        for place in snapshot["projects"]
    ]
    return {**snapshot, "when": when[:1].upper() + when[1:], "projects": projects}


def _describe_need(need: Snapshot) -> Snapshot:
    answers = [
        {**answer, "answer": " · ".join(filter(None, [describe_answer(answer), read_amount(answer)]))}
        for answer in need["answers"]
    ]
    outcome = name_outcome(need["outcome"])
    return {**need, "outcome_label": outcome, "granted": read_amount(need), "answers": answers}


def _build_pdf_context(minutes: MeetingMinutes, words: dict[str, object], approvals: Approvals) -> Context:
    return {
        **words,
        "running": words["edition"],
        "kind": _("Compte rendu"),
        "subtitle": f"{words['programme']} · {words['edition']}",
        "foot": _("Version %(number)d, du %(day)s · empreinte %(hash)s")
        % {"number": minutes.number, "day": day(minutes.created_at), "hash": minutes.sha256[:16]},
        "present_title": _("Autour de la table"),
        "reason": _("Modifié : %(reason)s") % {"reason": minutes.reason} if minutes.reason else "",
        "decisions_title": _("Ce qui est décidé, projet par projet"),
        "lead_word": _("Pilote"),
        "answers_word": _("Réponses des organismes"),
        "approved_title": _("Approuvé par"),
        "approved": [
            [str(approval.organisation), _("le %(day)s") % {"day": day(approval.at)}]
            for approval in approvals.received
        ],
        "not_yet": _("Pas encore approuvé."),
        "waiting": _("En attente : %(bodies)s") % {"bodies": ", ".join(map(str, approvals.waiting))}
        if approvals.waiting
        else "",
    }
