"""The mails of an edition, as its organisers may see them."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.holding import current_hold
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.types import Context
from programmes.access import edition_for
from programmes.extensions import readable_mails

TONES = {
    MailState.QUEUED: "info",
    MailState.SENDING: "info",
    MailState.SENT: "success",
    MailState.FAILED: "danger",
    MailState.CANCELLED: "neutral",
}

PER_PAGE = 20
"""Within eight screens of a phone."""


def describe_mails(mails: Iterable[OutgoingMail]) -> list[Context]:
    """Each with the tone of its state."""
    return [{"mail": mail, "tone": TONES[MailState(mail.state)]} for mail in mails]


def mails(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The mails of an edition, latest first; of one state if requested."""
    current_edition = edition_for(request, edition)
    state = request.GET.get("state", "")
    mine = readable_mails(OutgoingMail.objects.all(), request.user, current_edition)
    rows_of_state = mine.defer("text", "html", "error")
    if state in MailState.values:
        rows_of_state = rows_of_state.filter(state=state)
    page = Paginator(rows_of_state, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": describe_mails(page),
        "state": state,
        "states": MailState,
        "hold": current_hold(),
    }
    return render(request, "programmes/mail_list.html", context)


def mail(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """One mail: when, to whom, how it went, and its words unless they are its reader's alone."""
    current_edition = edition_for(request, edition)
    message = get_object_or_404(
        readable_mails(OutgoingMail.objects.all(), request.user, current_edition), pk=pk
    )
    return render(
        request, "programmes/mail_detail.html", {"mail": message, "tone": TONES[MailState(message.state)]}
    )
