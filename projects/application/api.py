"""Dossiers one may read, and the public sheets of projects, as the API tells them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from accelerator.api.enums import Scope
from accelerator.api.paging import ApiPage, PageQuery, paginate
from accelerator.api.site import words
from accelerator.questionnaires.queries import readable
from programmes.access import public_edition_for
from programmes.models import Edition
from projects.application.access import read_dossier
from projects.application.queries.applications import list_published_projects
from projects.models import Application, Project

router = Router()


class ProjectOut(Schema):
    """What the public sheet of a project says."""

    slug: str
    title: str
    summary: str
    structure: str
    profile: str
    department: str
    url: str


class AnswerOut(Schema):
    """``text``: the answer in words, in the language asked for; files are named in ``files``."""

    key: str
    question: str
    text: str
    files: list[str]


class OwnApplicationOut(Schema):
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
    "/editions/{edition}/projects",
    response=ApiPage[ProjectOut],
    tags=["Projects"],
    url_name="projects",
    **words(
        _("Les fiches publiques d’une édition"),
        _("Les projets accueillis qui ont accepté une fiche publique."),
    ),
)
def list_projects(request: HttpRequest, edition: str, asked: Query[PageQuery]) -> dict[str, Any]:
    """Projects that were admitted and agreed to a public sheet."""
    shown = public_edition_for(request, edition)
    rows = list_published_projects(shown)
    return paginate(request, rows, asked, key="slug", describe=lambda found: describe_sheets(shown, found))


def describe_sheets(edition: Edition, projects: Sequence[Project]) -> list[dict[str, Any]]:
    """:class:`ProjectOut` of each. No query once its application was read with it."""
    return [
        {
            "slug": project.slug,
            "title": project.title,
            "summary": project.summary,
            "structure": project.application.structure_name,
            "profile": project.application.profile,
            "department": project.application.department,
            "url": reverse("projects:public_project", args=[edition.slug, project.slug]),
        }
        for project in projects
    ]


@router.get(
    "/applications",
    response=ApiPage[OwnApplicationOut],
    tags=["Dossiers"],
    url_name="own_applications",
    **words(
        _("Mes dossiers"), _("Ceux des projets que porte la personne du jeton."), scope=Scope.APPLICATIONS
    ),
)
def list_own(request: HttpRequest, asked: Query[PageQuery]) -> dict[str, Any]:
    """Those of the projects that the person of the token holds."""
    rows = Application.objects.held_by(request.user).select_related("call__edition")
    return paginate(
        request, rows, asked, key="reference", describe=lambda found: [describe_own(row) for row in found]
    )


@router.get(
    "/applications/{ref}",
    response=DossierOut,
    tags=["Dossiers"],
    url_name="dossier",
    **words(
        _("Un dossier et ses réponses"),
        _("Comme le lit qui le porte, l’organise ou l’évalue : la version qui compte."),
        scope=Scope.APPLICATIONS,
    ),
)
def read_one(request: HttpRequest, ref: str) -> dict[str, Any]:
    """As its holder, its organiser or its reviewer reads it: the version that counts."""
    application, reader = read_dossier(request, ref)
    sections = readable(application.sheet, reader.audiences)
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


def describe_own(application: Application) -> dict[str, Any]:
    """An :class:`OwnApplicationOut`. No query once its edition was read with it."""
    return {
        "reference": application.reference,
        "edition": application.call.edition.slug,
        "title": application.title,
        "structure": application.structure_name,
        "state": application.state,
        "created_at": application.created_at,
        "submitted_at": application.submitted_at,
    }
