"""Before the meeting: where the reviews of a dossier differ, and what the committee writes about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import render_form
from programmes.access import can, roles_of, set_edition
from programmes.capabilities import Capability
from projects.application.enums import SCORED
from projects.conflicts.queries import conflicts_of
from projects.models import Application, CommitteeMessage
from projects.review.actions import discussion as actions
from projects.review.forms import MessageForm
from projects.review.queries import discussion as queries
from projects.review.queries.reviews import reviews_of
from projects.review.views.ranking import render_reviews_to_send


def _find_application(request: AuthenticatedRequest, ref: str) -> Application:
    rows = queries.list_discussed_by(request.user).select_related("call__edition__conflict_round")
    application = get_object_or_404(rows, reference=ref)
    set_edition(request, application.call.edition)
    return application


@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The criteria on which reviews differ, the reviews, and the thread; to members once theirs are in."""
    application, now = _find_application(request, ref), timezone.now()
    edition = application.call.edition
    conflicts = conflicts_of(request.user, edition, now, roles_of(request))
    if conflicts.pending:
        return render_reviews_to_send(request, edition, conflicts, discussed=application)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.write_message(
                application=application, text=form.cleaned_data["text"], author=request.user, at=now
            )
        except actions.DiscussionRefused as refusal:
            form.add_error("text", str(refusal.message))
        else:
            messages.success(
                request, _("Votre message est écrit. Qui lit ce dossier en est averti une fois par jour.")
            )
            return redirect("projects:discussion", ref=ref)
    reviews = reviews_of(application)
    disagreements = queries.find_disagreements(reviews)
    thread = list(queries.list_messages(application, request.user))
    context = {
        "edition": edition,
        "application": conflicts.mark(application),
        "reads_all": can(request, Capability.READ_SELECTION, edition=edition.slug),
        "reviews": reviews,
        "disagreements": [item for item in disagreements if not item.is_slight],
        "slight": [item for item in disagreements if item.is_slight],
        "thread": thread,
        "last": thread[-1].pk if thread else "",
        "unread": sum(message.is_unread for message in thread),  # type: ignore[attr-defined]
        "is_open": application.state in SCORED,
        "form": form,
    }
    return render_form(request, "projects/review/discussion.html", context, form)


@require_POST
def read_discussion(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """« J’ai tout lu »: up to the last message of the page that is posted."""
    application, last = _find_application(request, ref), request.POST.get("last", "")
    if last.isascii() and last.isdecimal() and len(last) < 10:
        message = application.committee_messages.filter(pk=int(last)).first()
        if message:
            actions.mark_as_read(application=application, reader=request.user, at=message.at)
    return redirect("projects:discussion", ref=ref)


@require_POST
def take_back_message(request: AuthenticatedRequest, ref: str, pk: int) -> HttpResponse:
    """One's own message; anybody else's is a 404."""
    application = _find_application(request, ref)
    mine = CommitteeMessage.objects.filter(application=application, author=request.user)
    message = get_object_or_404(mine.select_related("application__call__edition"), pk=pk)
    actions.take_back_message(message=message, actor=request.user, at=timezone.now())
    messages.success(request, _("Votre message est retiré."))
    return redirect("projects:discussion", ref=ref)
