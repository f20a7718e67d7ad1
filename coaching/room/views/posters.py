"""Posters of the room: tagged PDFs, A3 or A4 in landscape."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.files import read_paper
from accelerator.web.templatetags.prose import day
from coaching.room.access import ProjectRoom
from coaching.session.printing import answer_paper, render_paper
from programmes.models import Edition


def render_poster(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    template: str,
    words: Context,
    *,
    kind: str,
    name: str,
) -> HttpResponse:
    """The poster on the paper of ``?paper=``, A3 by default; ``kind`` says what it is, ``name`` begins its file's.

    Raises ``Http404`` for another paper.
    """
    paper, at = read_paper(request), timezone.now()
    frame = {"kind": kind, "subtitle": str(room.project.organisation or "")}
    data = {**lay_out_frame(room.participation.edition, paper, at), **frame, **words}
    content = render_paper(template, data, room.project.title, at)
    return answer_paper(content, f"{name}-{room.slug}-{paper}")


def lay_out_frame(edition: Edition, paper: str, at: datetime) -> dict[str, str]:
    """What all the posters of an edition share."""
    return {
        "paper": paper,
        "edition": f"{edition.programme} · {edition.name}",
        "foot": _("État au %(day)s · Possibles") % {"day": day(at)},
    }
