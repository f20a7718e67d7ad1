"""Posters of the room: tagged PDFs, A3 or A4 in landscape."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accelerator import pdf
from accelerator.web.templatetags.prose import day
from coaching.room.access import ProjectRoom

PAPERS = ("a3", "a4")


def render_poster(
    request: HttpRequest, room: ProjectRoom, template: str, words: Mapping[str, Any], *, kind: str, name: str
) -> HttpResponse:
    """The poster on the paper of ``?paper=``, A3 unless told; ``kind`` says what it is, ``name`` begins its file's.

    Raises ``Http404`` for another paper.
    """
    paper, at = request.GET.get("paper", PAPERS[0]), timezone.now()
    if paper not in PAPERS:
        raise Http404
    edition, body = room.participation.edition, room.project.organisation
    frame = {
        "paper": paper,
        "kind": kind,
        "subtitle": str(body or ""),
        "edition": f"{edition.programme} · {edition.name}",
        "foot": _("État au %(day)s · Possibles") % {"day": day(at)},
    }
    content = pdf.render(
        template,
        pdf.french_spaces_in({**frame, **words}),
        title=pdf.french_spaces_in(room.project.title),
        language=translation.get_language() or "fr",
        at=at,
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{room.slug}-{paper}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
