"""The person who calls the API, by their token; a browser's session does not count there.

So a page of another site can read nothing through the browser of somebody who is signed in.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accelerator.api.actions import note_use
from accelerator.api.models import ApiToken, digest_of
from accelerator.api.refusals import describe_missing

ROOT = "/api/"
PUBLIC_SECONDS = 15
"""How long an answer without personal content may be cached, as a public page."""


def refuse_token() -> HttpResponse:
    """Revoked, expired, mistyped or never there: one answer."""
    body = {"detail": _("Il faut un jeton valable : Authorization: Bearer …")}
    return JsonResponse(body, status=401, headers={"WWW-Authenticate": 'Bearer realm="api"'})


class ApiMiddleware:
    """Sets ``request.user`` and ``request.api_token`` from the header, for addresses under :data:`ROOT`.

    Refusals that another layer renders in HTML become JSON.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        request.user = AnonymousUser()
        request.api_token = None  # type: ignore[attr-defined]
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if secret and kind.lower() == "bearer":
            at = timezone.now()
            rows = ApiToken.objects.usable(at).select_related("user")
            token = rows.filter(digest=digest_of(secret.strip())).first()
            if token is None:
                return self._finish(request, refuse_token())
            note_use(token=token, at=at)
            request.user, request.api_token = token.user, token  # type: ignore[attr-defined]
        return self._finish(request, self._read(request))

    def _read(self, request: HttpRequest) -> HttpResponse:
        """A head is read as its page is: Ninja knows no HEAD. The server leaves the body out."""
        method, request.method = request.method, "GET" if request.method == "HEAD" else request.method
        response = self.get_response(request)
        request.method = method
        return response

    @staticmethod
    def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code >= 400 and is_page:
            is_missing = response.status_code == 404
            detail = describe_missing() if is_missing else _("Cela ne se lit pas ainsi.")
            allowed = {key: response.headers[key] for key in ("Allow",) if key in response.headers}
            response = JsonResponse({"detail": detail}, status=response.status_code, headers=allowed)
        if request.api_token or response.status_code != 200:  # type: ignore[attr-defined]
            response.headers["Cache-Control"] = "private, no-store"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
        patch_vary_headers(response, ["Authorization"])
        return response
