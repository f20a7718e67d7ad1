"""Posters of the room: tagged PDFs, A3 or A4 in landscape."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accelerator import pdf
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.files import read_paper
from accelerator.web.templatetags.prose import day
from coaching.room.access import ProjectRoom
from programmes.models import Edition


def render_poster(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    template: str,
    words: Mapping[str, Any],
    *,
    kind: str,
    name: str,
) -> HttpResponse:
    """The poster on the paper of ``?paper=``, A3 by default; ``kind`` says what it is, ``name`` begins its file's.

    Raises ``Http404`` for another paper.
    """
    paper, at = read_paper(request), timezone.now()
    frame = {"kind": kind, "subtitle": str(room.project.organisation or "")}
    content = pdf.render(
        template,
        pdf.french_spaces_in({**lay_out_frame(room.participation.edition, paper, at), **frame, **words}),
        title=pdf.french_spaces_in(room.project.title),
        language=translation.get_language() or "fr",
        at=at,
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{room.slug}-{paper}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def lay_out_frame(edition: Edition, paper: str, at: datetime) -> dict[str, str]:
    """What all the posters of an edition share."""
    return {
        "paper": paper,
        "edition": f"{edition.programme} · {edition.name}",
        "foot": _("État au %(day)s · Possibles") % {"day": day(at)},
    }
