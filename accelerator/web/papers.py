"""On which paper a poster is printed."""

from django.http import Http404, HttpRequest

PAPERS = ("a3", "a4")


def read_paper(request: HttpRequest, default: str = PAPERS[0]) -> str:
    """The paper of ``?paper=``, ``default`` without one. Raises ``Http404`` for another."""
    paper = request.GET.get("paper", default)
    if paper not in PAPERS:
        raise Http404
    return paper
