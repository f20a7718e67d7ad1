"""The coarse gate of every page: its row in the visibility table against the roles of the person."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from accelerator.api.middleware import refuse_token
from accelerator.types import Values
from accelerator.web import access
from accelerator.web.visitor import page_before
from programmes.access import roles_of
from programmes.queries import RoleBook


class VisibilityMiddleware:
    """Sets ``request.roles``; refuses a page whose row does not name the visitor. Deny by default.

    With an ``edition`` in the address, only roles in that edition count, and an unknown edition is refused just
    like one in which the person has no role: the response reveals nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.roles = RoleBook(request.user)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: Values
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        audiences = access.row_for(match.view_name) if match else None
        if audiences is None:
            raise PermissionDenied(f"no row for {match.view_name if match else '?'}")
        if audiences & {access.PUBLIC, access.LINK}:
            return None
        if not request.user.is_authenticated:
            return self._redirect_to_sign_in(request)
        if access.SIGNED_IN in audiences or roles_of(request).is_among(audiences, kwargs.get("edition")):
            return None
        raise PermissionDenied

    @staticmethod
    def _redirect_to_sign_in(request: HttpRequest) -> HttpResponseBase:
        if hasattr(request, "api_token"):
            return refuse_token()
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=401)
        if getattr(request, "htmx", False):
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
        return redirect_to_login(_page_of(request))


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: the requested one, or that of the posted form, which cannot be posted again."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return page_before(request) or "/"
