"""The announcement: read what will be sent, send it once, then follow the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.messages import Rendered
from accelerator.outbox.reminders import reminders_in_words
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsMessage, render_form
from programmes.access import edition_for, roles_of
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of, why_hidden
from projects.decision.actions import announcing, deliberation, participation
from projects.decision.actions.refusals import AnnouncedTooEarly, LettersUnread
from projects.decision.enums import Outcome, ParticipationState
from projects.decision.forms import AnnounceForm
from projects.decision.queries import announcement as queries_announcement, decisions as queries_decisions
from projects.decision.queries.feedback import answer_due_on
from projects.decision.queries.letters import LetterDraft, list_drafts
from projects.decision.views.letter import render_letter
from projects.models import Application, Decision

PAGE_SIZE = 15
"""Mails to read: each is rendered as it would leave."""
PLACES = 200


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """List who will be notified of what, mail by mail, and announce; afterwards, list who comes."""
    current_edition = edition_for(request, edition, "conflict_round")
    form = AnnounceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _announce(request, current_edition, form):
        return redirect("projects:announce", edition=edition)
    return _render_page(request, current_edition, form)


def _announce(request: AuthenticatedRequest, edition: Edition, form: AnnounceForm) -> bool:
    """Whether the decisions are announced; if not, the form has the error."""
    try:
        sent = announcing.announce(
            edition=edition, actor=request.user, at=timezone.now(), **form.read_consents()
        )
    except AnnouncedTooEarly as early:
        form.add_error("early_reason", str(early.message))
    except LettersUnread as unread:
        form.add_error("send_unread", str(unread.message))
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
    else:
        messages.success(request, _describe_announced(sent, silent=edition.silent))
        return True
    return False


def _render_page(request: AuthenticatedRequest, edition: Edition, form: AnnounceForm) -> HttpResponse:
    user, at = request.user, timezone.now()
    conflicts = conflicts_of(user, edition, at, roles_of(request))
    tally = queries_decisions.tally(edition, conflicts)
    decisions: list[Any] = list(queries_announcement.list_decisions_to_announce(edition))
    announcement = queries_announcement.count_announcement(edition, conflicts, decisions)
    places = (
        queries_decisions.readable_places(edition, conflicts, user, PLACES + 1, at)
        if edition.announced_at
        else []
    )
    drafts = list_drafts(edition, decisions, at)
    unread = sum(row.unread_count for row in decisions if row.application_id not in conflicts.because)
    unread_apart = any(row.unread_count for row in decisions if row.application_id in conflicts.because)
    may_announce = decisions and not tally.undecided and not unread and not unread_apart
    page, lines = _list_lines(edition, conflicts, request.GET.get("page"), announcement, drafts)
    return render_form(
        request,
        "projects/decision/announcement_page.html",
        {
            "edition": edition,
            "form": form,
            "tally": tally,
            "announcement": announcement,
            "announced_kinds": _list_kinds(announcement),
            "answers_due_on": answer_due_on(edition, at),
            "upcoming": queries_announcement.list_upcoming(edition, conflicts, at, decisions)
            if may_announce
            else [],
            "unread": unread,
            "unread_apart": unread_apart,
            "letters": _count_letters(drafts, conflicts),
            "waiting": _list_waiting(edition, user) if tally.undecided else [],
            "page": page,
            "lines": lines,
            "places": places[:PLACES],
            "cut_at": PLACES if len(places) > PLACES else None,
            "reminds": not edition.silent
            and not edition.session_has_begun(at)
            and any(place.state == ParticipationState.OFFERED for place in places),
            "late": sum(place.is_late for place in places),
            "awaited": any(
                place.state == ParticipationState.OFFERED and not place.hidden_because for place in places
            ),
            "reserves": _list_reserves(edition, conflicts, decisions),
        },
        form,
    )


def _list_reserves(
    edition: Edition, conflicts: Conflicts, decisions: Sequence[Decision]
) -> queries_decisions.ReserveList:
    """The reserve list; before the first announcement, it is among the ``decisions`` to announce, in their order."""
    listed = [decision for decision in decisions if decision.outcome == Outcome.RESERVE]
    return queries_decisions.readable_reserves(edition, conflicts, None if edition.announced_at else listed)


def _list_waiting(edition: Edition, user: User) -> list[Application]:
    """The first dossiers without a decision, by reference, each with its ``hidden_because``."""
    waiting = queries_decisions.applications_to_decide(edition).annotate(**why_hidden(user, "pk"))
    return list(waiting.order_by("reference")[:20])


def _count_letters(drafts: list[LetterDraft], conflicts: Conflicts) -> dict[str, int]:
    """How many letters somebody has read as they would leave, of those whose outcome this reader may know: a letter to
    be read again would tell that a hidden decision changed."""
    visible = [draft for draft in drafts if draft.decision.application_id not in conflicts.undisclosed]
    read = sum(draft.is_read for draft in visible)
    return {"total": len(visible), "read": read, "unread": len(visible) - read}


def _list_kinds(announcement: queries_announcement.Announcement) -> list[tuple[str, int, int]]:
    """Kinds of recipients, how many they are, and how many mails leave for them."""
    decisions, mails = announcement.decisions, announcement.holder_mails
    kinds = [
        (
            _("Dossiers tenus à part : leur issue vous est cachée"),
            announcement.apart,
            announcement.apart_mails,
        ),
        *(
            (label, decisions[outcome], mails[outcome])
            for outcome, label in (
                (Outcome.SELECTED, _("Projets retenus, à qui une place est proposée")),
                (Outcome.RESERVE, _("Projets sur la liste complémentaire")),
                (Outcome.NOT_SELECTED, _("Projets non retenus, avec la raison")),
            )
        ),
        (
            _("Membres du comité, avec l’issue des dossiers qu’ils ont évalués"),
            announcement.juror_mails,
            announcement.juror_mails,
        ),
    ]
    return [kind for kind in kinds if kind[1]]


@dataclass(frozen=True)
class AnnouncedDecision:
    """One decision to announce, and the mail its lead would read (``None``: there is nobody to write to)."""

    draft: LetterDraft
    language: str
    mail: Rendered | None
    of: int
    """How many decisions have this outcome, on every page."""

    @property
    def decision(self) -> Decision:
        return self.draft.decision


def _list_lines(
    edition: Edition,
    conflicts: Conflicts,
    number: str | None,
    announcement: queries_announcement.Announcement,
    drafts: list[LetterDraft],
) -> tuple[Page[LetterDraft], list[AnnouncedDecision]]:
    """One page of what is to be announced and may be read. No query."""
    readable = [draft for draft in drafts if draft.decision.application_id not in conflicts.undisclosed]
    page = Paginator(readable, PAGE_SIZE).get_page(number)

    def line(draft: LetterDraft) -> AnnouncedDecision:
        decision = draft.decision
        recipient = getattr(decision, "recipient", None)
        of = announcement.decisions[decision.outcome]
        if recipient is None:
            conflicts.mark_rank(decision)
            return AnnouncedDecision(draft, "", None, of)
        mail = render_letter(draft, conflicts, edition, recipient.user)
        return AnnouncedDecision(draft, recipient.user.language, mail, of)

    return page, [line(draft) for draft in page.object_list]


@require_POST
def move_reserve(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Move one dossier up or down the reserve list; back to the page of the request."""
    current_edition = edition_for(request, edition)
    rows = Application.objects.for_edition(current_edition).judged_by(request.user).select_related("call")
    application = get_object_or_404(rows, reference=ref)
    rank = request.POST.get("rank", "")
    with RefusalAsMessage(request):
        deliberation.move_reserve(
            application=application,
            up=request.POST.get("move") == "up",
            rank=int(rank) if rank.isdecimal() and len(rank) < 6 else 0,
            actor=request.user,
            at=timezone.now(),
        )
    back = "projects:announce" if request.POST.get("from") == "announce" else "projects:deliberation"
    return redirect(f"{reverse(back, args=[edition])}#reserves")


@require_POST
def remind_place(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """Remind those who have not answered."""
    current_edition = edition_for(request, edition)
    place = get_object_or_404(
        queries_decisions.places(current_edition, request.user), project__application__reference=ref
    )
    with RefusalAsMessage(request):
        sent = participation.remind(participation=place, actor=request.user, at=timezone.now())
        messages.success(request, reminders_in_words(sent))
    return redirect("projects:announce", edition=edition)


@require_POST
def confirm_places(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The organisers answer for several projects at once."""
    current_edition = edition_for(request, edition)
    keys = [int(key) for key in request.POST.getlist("place") if key.isdecimal() and len(key) < 18]
    with RefusalAsMessage(request):
        confirmed = participation.confirm_for_projects(
            edition=current_edition, participations=keys, actor=request.user, at=timezone.now()
        )
        message = ngettext("%(n)d projet vient.", "%(n)d projets viennent.", len(confirmed))
        if confirmed:
            messages.success(request, message % {"n": len(confirmed)})
        else:
            messages.info(request, _("Cochez les projets qui viennent, puis confirmez."))
    return redirect(f"{reverse('projects:announce', args=[edition])}#places")


def _describe_announced(sent: int, *, silent: bool) -> str:
    if silent:
        return _("Décisions annoncées. Édition passée : aucun message ne part.")
    if not sent:
        return _("Les décisions étaient déjà annoncées : rien n’est parti une seconde fois.")
    return ngettext(
        "Décisions annoncées : %(n)s message part.", "Décisions annoncées : %(n)s messages partent.", sent
    ) % {"n": sent}
