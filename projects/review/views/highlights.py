"""The passages that a juror marks in a dossier, added, annotated and removed."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.autosave import report_refused
from projects.models import Application, ReviewHighlight
from projects.review.actions.highlights import HighlightRefused, add_highlight, change_note
from projects.review.views.reviews import explain_end_of_review, find_dossier


@require_POST
@explain_end_of_review
def highlights(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Mark ``quote`` in the answer to ``question``; or change the ``note`` of a ``highlight``, or ``remove`` it."""
    application = find_dossier(request, ref)
    by_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        _apply(request, application)
    except HighlightRefused as refusal:
        if by_script:
            return report_refused(refusal.message)
        messages.error(request, str(refusal.message))
    if by_script:
        return JsonResponse({})
    return redirect(f"{reverse('projects:review', args=[application.reference])}#highlights")


def _apply(request: AuthenticatedRequest, application: Application) -> None:
    posted = request.POST
    key = posted.get("remove") or posted.get("highlight")
    if not key:
        add_highlight(
            application=application,
            reviewer=request.user,
            question_key=posted.get("question", ""),
            quote=posted.get("quote", ""),
            note=posted.get("note", ""),
            at=timezone.now(),
        )
        return
    number = int(key) if key.isdecimal() and len(key) < 18 else 0
    own = ReviewHighlight.objects.filter(application=application, reviewer=request.user)
    highlight = get_object_or_404(own, pk=number)
    if posted.get("remove"):
        highlight.delete()
    else:
        change_note(highlight=highlight, note=posted.get("note", ""))
