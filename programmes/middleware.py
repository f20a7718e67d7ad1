"""The coarse gate of every page: its row in the visibility table against the roles of the person."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.api.middleware import refuse_token
from accelerator.types import Values
from accelerator.web import access
from accelerator.web.visitor import page_before
from programmes.access import roles_of
from programmes.capabilities import Capability, find_audiences
from programmes.models import Edition
from programmes.models.edition import REHEARSAL
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
        slug = str(kwargs.get("edition") or "")
        if slug.endswith(REHEARSAL):
            if audiences != find_audiences(Capability.RUN_SESSION):
                raise Http404  # a rehearsal has the pages of the day, and no other
            if request.user.is_authenticated and not _is_open_rehearsal(slug, timezone.now()):
                return _leave_rehearsal(request, slug.removesuffix(REHEARSAL))
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
        return redirect_to_login(_find_page(request))


def _is_open_rehearsal(slug: str, at: datetime) -> bool:
    """Whether there is such a rehearsal, and the session itself has not begun. One query."""
    return Edition.with_rehearsals.open_rehearsals(at).filter(slug=slug).exists()


def _leave_rehearsal(request: HttpRequest, slug: str) -> HttpResponseBase:
    """To the session itself; what was posted to the rehearsal changes nothing there."""
    messages.info(request, _("La répétition est finie : vous voici dans la session elle-même."))
    address = reverse("coaching:cockpit", args=[slug])
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _find_page(request: HttpRequest) -> str:
    """The page to come back to: the requested one, or that of the posted form, which cannot be posted again."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return page_before(request) or "/"
