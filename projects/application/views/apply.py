"""From the call to a draft: what applying requires, and the button that starts it."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.questionnaires.enums import QuestionKind
from programmes.access import public_edition_for
from programmes.models import Call
from programmes.queries import admission_of
from projects.application.actions.answers import CallClosed
from projects.application.actions.submission import current_application, start_application
from projects.application.enums import ApplicationState
from projects.application.queries.applications import days_left


@require_safe
def apply_page(request: HttpRequest, edition: str) -> HttpResponse:
    """What you need, how long it takes, the rules; then one button."""
    call, at = _call_of(request, edition), timezone.now()
    own = current_application(call, request.user) if request.user.is_authenticated else None
    admission = admission_of(call, request.user, at, begun_at=own.created_at if own else None)
    here = urlencode({"next": request.path})
    return render(
        request,
        "projects/application/application_start.html",
        {
            "call": call,
            "is_open": bool(admission),
            "admission": admission,
            "is_over": at >= call.closes_at,
            "open_call": _another_open(call, at) if at >= call.closes_at and not admission else None,
            "has_projects": at >= call.closes_at and call.edition.projects.published().exists(),
            "days_left": days_left(call, at),
            "sections": call.form.sections.all() if call.form else [],
            "asks_siret": call.form is not None
            and call.form.questions.filter(kind=QuestionKind.SIRET).exists(),
            "own": own,
            "own_is_draft": own is not None and own.state == ApplicationState.DRAFT,
            "sign_in_url": f"{reverse('account_login')}?{here}",
        },
    )


def _another_open(call: Call, at: datetime) -> Call | None:
    """The call that closes next, for who came to one that is over. 1 query."""
    others = Call.objects.open(at).exclude(pk=call.pk).select_related("edition")
    return others.order_by("closes_at").first()


@require_POST
def start(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Begin the draft, or go back to the one already begun."""
    call = _call_of(request, edition)
    try:
        application = start_application(call=call, user=current_user(request), at=timezone.now())
    except CallClosed as refusal:
        messages.error(request, str(refusal.message))
        return redirect("projects:apply", edition=edition)
    if application.state == ApplicationState.DRAFT:
        return redirect("projects:application_form", ref=application.reference, step=1)
    return redirect("projects:application", ref=application.reference)


def _call_of(request: HttpRequest, slug: str) -> Call:
    call = getattr(public_edition_for(request, slug), "call", None)
    if call is None:
        raise Http404
    return call
