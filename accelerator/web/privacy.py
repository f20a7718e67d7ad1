"""What somebody signed in was shown stays with them: « back » on a shared computer shows nothing once they are out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivatePagesMiddleware:
    """No browser or relay keeps an answer to somebody signed in, unless its view says how long it may.

    ``no-cache`` would not do: browsers show a page again on « back » without asking. Only an answer that read the
    session can be anybody's own; the others, public pages among them, cost nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        read = request.session.accessed and "Cache-Control" not in response.headers
        if read and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response
