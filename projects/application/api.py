"""Dossiers one may read, as the API returns them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.api.models import Scope
from accelerator.api.schemas import ApiPage, OutSchema, PageQuery, paginate
from accelerator.api.site import describe_operation
from accelerator.questionnaires.queries import list_readable_sections
from accelerator.types import Json
from projects.application.access import read_dossier
from projects.models import Application

router = Router()


class AnswerOut(OutSchema):
    """``text``: the answer in words, in the requested language; files are named in ``files``."""

    key: str
    question: str
    text: str
    files: list[str]


class OwnApplicationOut(OutSchema):
    reference: str
    edition: str
    title: str
    structure: str
    state: str
    created_at: datetime
    submitted_at: datetime | None


class DossierOut(OwnApplicationOut):
    """``read_as``: ``holder``, ``organiser`` or ``reviewer``; each reads the answers that their pages show."""

    read_as: str
    profile: str
    department: str
    answers: list[AnswerOut]


@router.get(
    "/applications",
    response=ApiPage[OwnApplicationOut],
    tags=["Dossiers"],
    url_name="own_applications",
    **describe_operation(
        _("Mes dossiers"), _("Ceux des projets que porte la personne du jeton."), scope=Scope.APPLICATIONS
    ),
)
def list_own(request: AuthenticatedRequest, page: Query[PageQuery]) -> Json:
    """The dossiers of the token's person."""
    rows = Application.objects.of_member(request.user).select_related("call__edition")
    return paginate(
        request,
        rows,
        page,
        key="reference",
        describe=lambda page_rows: [describe_own(row) for row in page_rows],
    )


@router.get(
    "/applications/{slug:ref}",
    response=DossierOut,
    tags=["Dossiers"],
    url_name="dossier",
    **describe_operation(
        _("Un dossier et ses réponses"),
        _("Comme le lit qui le porte, l’organise ou l’évalue : la version qui compte."),
        scope=Scope.APPLICATIONS,
    ),
)
def read_one(request: AuthenticatedRequest, ref: str) -> Json:
    """A dossier as its holder, its organiser or its reviewer reads it: the version that counts."""
    application, reader = read_dossier(request, ref)
    sections = reader.mask(list_readable_sections(application.sheet, reader.audiences))
    return {
        **describe_own(application),
        "read_as": reader.kind,
        "profile": application.profile,
        "department": application.department,
        "answers": [
            {
                "key": answer.question.key,
                "question": answer.label,
                "text": answer.text,
                "files": [file.name for file in answer.attachments],
            }
            for section in sections
            for answer in section.rows
        ],
    }


def describe_own(application: Application) -> Json:
    """An :class:`OwnApplicationOut`. No query once its edition was read with it."""
    return {
        "reference": application.reference,
        "edition": application.call.edition.slug,
        "title": str(application.title),
        "structure": str(application.structure_name),
        "state": application.state,
        "created_at": application.created_at,
        "submitted_at": application.submitted_at,
    }
