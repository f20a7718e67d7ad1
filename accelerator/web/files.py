"""A stored file as a response, once the view has checked the rights; the paper sizes of posters."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest


def hand_out(
    file: FieldFile,
    *,
    content_type: str,
    name: str = "",
    inline: bool = False,
    cached: str = "private, no-store",
) -> FileResponse:
    """The file of a row as a download named ``name``; ``inline``: in the page, for pictures that we encoded.
    ``content_type`` was detected when it was sent, which browsers do not guess again. Raises ``Http404`` for a row
    without a file, or whose file is gone.
    """
    if not file:
        raise Http404
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=not inline, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = cached
    return response


PAPERS = ("a3", "a4")


def read_paper(request: HttpRequest, default: str = PAPERS[0]) -> str:
    """The paper of ``?paper=``, ``default`` without one. Raises ``Http404`` for another."""
    paper = request.GET.get("paper", default)
    if paper not in PAPERS:
        raise Http404
    return paper
