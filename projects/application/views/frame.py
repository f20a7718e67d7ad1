"""What pages of a dossier share: their frame, and why a dossier is closed to somebody who wrote in it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.types import Context
from accelerator.web.autosave import report_access_lost
from programmes.queries import admission_of
from projects.application.enums import APPLICATION, ApplicationState
from projects.application.queries.applications import days_left, file_url
from projects.application.queries.dossier import find_lost_dossier, standing_version
from projects.locks import ApplicationGone
from projects.models import AccessEnd, Application, CompletionState

OWN_AUDIENCES = set(AnswerAudience)


def may_write(request: AuthenticatedRequest, application: Application) -> bool:
    """Whether this person may write in the dossier: others are not led through a form, the dossier's own page has all
    of it.
    """
    return request.user.has_perm("projects.act_for_project", application)


def read_receipt(application: Application) -> Context:
    """Which version counts and when it came; its fingerprint is the application's."""
    number, at = standing_version(application) if application.submitted_at else (0, None)
    return {"version_number": number, "received_at": at or application.submitted_at}


def read_frame(
    request: AuthenticatedRequest, application: Application, *, can_act: bool | None = None
) -> Context:
    """The frame of every page of a dossier: state, closing, rights; pass ``can_act`` when already known."""
    at, call = timezone.now(), application.call
    admission = admission_of(call, request.user, at, begun_at=application.begun_at)
    state = ApplicationState(application.state)
    if can_act is None:
        can_act = may_write(request, application)
    return {
        "application": application,
        "call": call,
        "edition": call.edition,
        "state_label": state.label_for_holder,
        "is_draft": state == ApplicationState.DRAFT,
        "is_open": bool(admission),
        "admission": admission,
        "days_left": days_left(call, at),
        "can_act": can_act,
        "is_being_revised": application.is_being_revised,
        "can_edit": can_act and application.is_being_written and bool(admission),
        "can_revise": can_act
        and bool(admission)
        and not application.next_sheet_id
        and APPLICATION.is_allowed("resubmit", state),
        "file_url": file_url(application),
        "has_completed": lambda: application.completions.filter(state=CompletionState.ANSWERED).exists(),
        # read by the pages that show it, not by those of the form
        "can_withdraw": lambda: (
            can_act
            and APPLICATION.is_allowed("withdraw", state)
            and request.user.has_perm("projects.lead_project", application.project)
        ),
        "can_publish": can_act and state in (ApplicationState.SELECTED, ApplicationState.CONFIRMED),
    }


Find = Callable[[User, str, datetime], tuple[Application, AccessEnd] | None]


View = Callable[..., HttpResponse]


LEAST_TEXT = 3
"""Characters: shorter values are levels, versions and buttons, not texts to give back."""


def explain_end_of(find: Find) -> Callable[[View], View]:
    """Decorator: instead of a bare 404, people who had access read why it ended and what they had just typed."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: AuthenticatedRequest, ref: str, *args: object, **kwargs: object) -> HttpResponse:
            try:
                return view(request, ref, *args, **kwargs)
            except ApplicationGone:
                return _render_end(request, ref, AccessEnd.ERASED)
            except Http404:
                lost = find(request.user, ref, timezone.now())
                if lost is None:
                    raise
            application, end = lost
            edition_slug = application.call.edition.slug if end.awaits_declaration else ""
            return _render_end(request, application.reference, end, edition_slug)

        return wrapper

    return decorate


explain_end_of_dossier = explain_end_of(find_lost_dossier)


def _render_end(
    request: AuthenticatedRequest, reference: str, end: AccessEnd, edition_slug: str = ""
) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch":
        stored_url = reverse("projects:my_texts") if end.stores_texts else ""  # which lists reviews
        return report_access_lost(end.label, stored_url=stored_url)
    typed = [
        text
        for name, values in request.POST.lists()
        for text in values
        if name != "csrfmiddlewaretoken" and len(text.strip()) >= LEAST_TEXT
    ]
    context = {"reference": reference, "end": end, "typed": typed, "edition_slug": edition_slug}
    return render(request, "projects/review/lost_access.html", context, status=404)
