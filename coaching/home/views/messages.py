"""The messages a person received, to read again: a mail gets lost, what it said does not."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.models import OutgoingMail


@require_safe
def my_messages(request: AuthenticatedRequest) -> HttpResponse:
    """The latest first. Sign-in codes and personal invitations are not kept."""
    mails = OutgoingMail.objects.received_by(request.user).only("subject", "sent_at")
    page = Paginator(mails, 50).get_page(request.GET.get("page"))
    return render(request, "coaching/home/message_list.html", {"page": page})


@require_safe
def my_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One of them, in its words."""
    mail = get_object_or_404(OutgoingMail.objects.received_by(request.user), pk=pk)
    return render(request, "coaching/home/message_detail.html", {"mail": mail})
