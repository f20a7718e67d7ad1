"""The minutes of the committee: read, written, approved by each body, printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.types import Json
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from programmes.access import can, edition_for, roles_of
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.minutes import actions
from projects.minutes.actions import AmendmentUnexplained, DraftMoved
from projects.minutes.forms import AmendmentForm, MinutesForm
from projects.minutes.queries.reading import (
    VersionApprovals,
    VoiceKey,
    build_content,
    count_changed_decisions,
    find_draft,
    find_voices,
    list_meetings,
    list_requests,
    list_versions,
    mask_content,
    read_approvals,
)
from projects.minutes.wording import build_document, describe_approver, describe_minutes, list_warnings
from projects.models import CommitteeMinutes, Meeting


@dataclass
class MinutesPage:
    """The minutes of one meeting for one reader: all versions, and the one they read (``None``: the draft, for who
    keeps the minutes)."""

    edition: Edition
    conflicts: Conflicts
    keeps: bool
    meetings: list[Meeting]
    meeting: Meeting | None = None
    versions: list[CommitteeMinutes] = field(default_factory=list)
    minutes: CommitteeMinutes | None = None

    @property
    def is_last(self) -> bool:
        return bool(self.versions) and self.minutes == self.versions[0]

    @cached_property
    def content(self) -> Json | None:
        """What this reader may know."""
        whole = self.minutes.content if self.minutes else self._build_draft()
        return mask_content(whole, self.conflicts) if whole else None

    def _build_draft(self) -> Json | None:
        return build_content(find_draft(self.meeting)) if self.keeps and self.meeting else None


def _find_page(request: AuthenticatedRequest, edition: str, values: Mapping[str, str]) -> MinutesPage:
    """What ``values`` name. Raises ``Http404`` for a meeting or a version that is not there: four queries."""
    current_edition = edition_for(request, edition, "conflict_round")
    meetings = list(list_meetings(current_edition))
    for meeting in meetings:
        meeting.edition = current_edition
    page = MinutesPage(
        current_edition,
        conflicts_of(request.user, current_edition, roles=roles_of(request)),
        can(request, Capability.WRITE_MINUTES, edition=edition),
        meetings,
    )
    wanted = _read_number(values.get("meeting", ""))
    page.meeting = next((row for row in meetings if not wanted or row.pk == wanted), None)
    if wanted and page.meeting is None:
        raise Http404
    if page.meeting is None:
        return page
    page.versions = list_versions(page.meeting)
    for minutes in page.versions:
        minutes.meeting = page.meeting
    number = _read_number(values.get("version", ""))
    page.minutes = next((row for row in page.versions if not number or row.version == number), None)
    if number and page.minutes is None:
        raise Http404
    return page


def _read_number(text: str) -> int:
    """0 without a number. Raises ``Http404`` for what is none: the last one is not what was requested."""
    if text and not (text.isdecimal() and text.isascii() and len(text) < 10 and int(text)):
        raise Http404
    return int(text or 0)


@require_safe
def committee_minutes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The minutes of the last meeting, or of ``?meeting=``; their last version, or ``?version=``."""
    return _render(request, _find_page(request, edition, request.GET))


def _render(
    request: AuthenticatedRequest,
    page: MinutesPage,
    *,
    form: MinutesForm | None = None,
    amendment: AmendmentForm | None = None,
) -> HttpResponse:
    minutes, meeting = page.minutes, page.meeting
    approvals = read_approvals(minutes) if minutes else VersionApprovals()
    voices: list[VoiceKey] = []
    if minutes and page.is_last:
        voices = find_voices(minutes.content, page.edition, roles_of(request))
    if form is None and meeting and page.keeps and (page.is_last or not page.versions):
        form = MinutesForm(find_draft(meeting), is_published=bool(page.versions))
    if amendment is None and minutes and voices:
        amendment = AmendmentForm(initial={"version": minutes.version})
    is_refused = any(item is not None and item.is_bound for item in (form, amendment))
    context = {
        "edition": page.edition,
        "page": page,
        "words": describe_minutes(page.content) if page.content else None,
        "warnings": list_warnings(minutes, page.content or {}) if minutes else [],
        "approvals": approvals,
        "approved": [(describe_approver(row), row.at) for row in approvals.recorded],
        "may_approve": bool(voices) and not approvals.has_any(voices),
        "form": form,
        "amendment": amendment,
        "requests": list_requests(minutes) if minutes and page.keeps else [],
        # a sentence may be about a dossier that is hidden from its reader
        "hides_requests": "is_partial" in (page.content or {}),
        "changed": count_changed_decisions(page.edition, minutes.content, page.conflicts.undisclosed)
        if meeting and minutes and page.keeps and page.is_last
        else 0,
    }
    return render(request, "projects/minutes/minutes_page.html", context, status=422 if is_refused else 200)


@never_cache
@require_safe
def committee_minutes_pdf(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    page = _find_page(request, edition, request.GET)
    if page.minutes is None or page.content is None:
        raise Http404
    content = build_document(page.minutes, page.content, read_approvals(page.minutes))
    name = f"proces-verbal-{page.edition.slug}-{page.minutes.version}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def edit_minutes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Save the two texts, or publish a version with them."""
    page = _find_page(request, edition, {"meeting": request.POST.get("meeting", "")})
    if page.meeting is None:
        raise Http404
    form = MinutesForm(find_draft(page.meeting), is_published=bool(page.versions), data=request.POST)
    if form.is_valid() and _edit(request, page.meeting, form):
        return redirect("projects:committee_minutes", edition=edition)
    return _render(request, page, form=form)


def _edit(request: AuthenticatedRequest, meeting: Meeting, form: MinutesForm) -> bool:
    """Whether it is done; if not, the form has the error."""
    values = {"meeting": meeting, "actor": request.user, "at": timezone.now(), **form.read_texts()}
    try:
        if request.POST.get("do") != "publish":
            actions.save_texts(**values)
            messages.success(request, _("Textes enregistrés. Rien n’est publié."))
            return True
        reason = form.cleaned_data.get("amendment_reason", "")
        minutes = actions.publish_minutes(amendment_reason=reason, **values)
    except DraftMoved as moved:
        form.show_moved(moved)
    except AmendmentUnexplained as unexplained:
        named = "amendment_reason" if "amendment_reason" in form.fields else None
        form.add_error(named, str(unexplained.message))
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
    else:
        text = _("Version %(number)s publiée : chaque organisme qui a siégé est invité à l’approuver.")
        messages.success(request, text % {"number": minutes.version})
        return True
    return False


@require_POST
def approve_minutes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One click, for the version that was read."""
    page = _find_page(request, edition, request.POST)
    # an unreadable number would be the last version, which nobody read
    if page.minutes is None or request.POST.get("version") != str(page.minutes.version):
        raise Http404
    with RefusalAsMessage(request):
        approvals = actions.approve_minutes(minutes=page.minutes, actor=request.user, at=timezone.now())
        text = _("Votre organisme approuve ce procès-verbal.")
        messages.success(request, text if approvals else _("Votre organisme l’avait déjà approuvé."))
    return redirect("projects:committee_minutes", edition=edition)


@require_POST
def request_amendment(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """A sentence to who keeps the minutes."""
    page = _find_page(request, edition, request.POST)
    if page.minutes is None:
        raise Http404
    form = AmendmentForm(request.POST)
    if form.is_valid():
        if form.cleaned_data["version"] != page.minutes.version:
            raise Http404  # as in approve_minutes
        with RefusalAsError(form):
            actions.request_amendment(
                minutes=page.minutes,
                sentence=form.cleaned_data["sentence"],
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Votre demande est envoyée à qui tient le procès-verbal."))
            return redirect("projects:committee_minutes", edition=edition)
    return _render(request, page, amendment=form)
