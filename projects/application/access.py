"""Fetch a dossier and tie the page to its edition, in one step: what is not yours does not exist."""

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, CharField, QuerySet
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.prepared import PreparedQuery
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import report_refused
from programmes.access import set_edition
from projects.anonymity.queries import hide_names
from projects.application.queries.dossier import Reader, reader_of
from projects.models import Application

FRAME = ("call__edition__programme", "call__form", "project", "sheet__revision")
WRITTEN = ("call__edition", "project", "sheet", "next_sheet")
"""What a page of the form, and sending, need."""
SAVED = ("call__edition", "sheet", "next_sheet")
"""What saving one answer needs; one that a column repeats reads the project besides."""


def _list_applications(user: User, ref: str, frame: tuple[str, ...]) -> QuerySet[Application]:
    applications = Application.objects.of_member(user).filter(reference=ref)
    return applications.order_by().select_related(*frame)


_own_applications = PreparedQuery(_list_applications, user=BigIntegerField(), ref=CharField())


def own_application(
    request: AuthenticatedRequest,
    ref: str,
    *,
    to_change: bool = False,
    to_lead: bool = False,
    frame: tuple[str, ...] = FRAME,
) -> Application:
    """One of the person's own applications: one query. Raises ``Http404`` for anybody else's.

    ``to_change`` asks for the right to write besides, ``to_lead`` for leading the project: any other member gets
    ``PermissionDenied``. ``frame`` names the rows that come with it.
    """
    application = next(iter(_own_applications.fetch(user=request.user.pk, ref=ref, frame=frame)), None)
    if application is None:
        raise Http404
    set_edition(request, application.call.edition)
    if to_change and not request.user.has_perm("projects.act_for_project", application):
        raise PermissionDenied
    if to_lead and not request.user.has_perm("projects.lead_project", application.project):
        raise PermissionDenied
    return application


def report_right_lost(request: AuthenticatedRequest, ref: str, refusal: TransitionRefused) -> JsonResponse:
    """Refuse somebody who lost the right to write while they did: raises as :func:`own_application` does
    to them now.
    """
    own_application(request, ref, to_change=True)
    return report_refused(refusal.message)


def read_dossier(request: AuthenticatedRequest, ref: str) -> tuple[Application, Reader]:
    """A dossier this person may read, as a holder, an organiser or a reviewer, and what they may read of it.

    Raises ``Http404`` for anybody else. 3 queries at most, 7 to hide who applies.
    """
    applications = Application.objects.visible_to(request.user).select_related(*FRAME)
    application = get_object_or_404(applications, reference=ref)
    set_edition(request, application.call.edition)
    reader = reader_of(application, request.user)
    if reader.anonymiser:
        hide_names(application)
    return application, reader
