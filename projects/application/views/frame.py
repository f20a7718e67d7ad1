"""The frame of every page of a dossier for its members."""

from django.utils import timezone

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.types import Context
from programmes.queries import admission_of
from projects.application.enums import ApplicationState
from projects.application.queries.applications import days_left, file_url
from projects.application.queries.versions import standing_version
from projects.application.states import APPLICATION
from projects.completion.enums import CompletionState
from projects.models import Application

OWN_AUDIENCES = set(AnswerAudience)


def may_write(request: AuthenticatedRequest, application: Application) -> bool:
    """Who may only read is not led through a form: the dossier's own page has all of it."""
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
