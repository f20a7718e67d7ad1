"""The API: its document, and the checks of every address. It is read-only. Each subject has its addresses in a module
``api``; :data:`ROUTERS` lists them.
"""

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import RedirectView
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from accelerator.api.middleware import refuse_token
from accelerator.api.models import ApiToken, Scope
from accelerator.api.refusals import describe_missing, describe_refusals
from accelerator.types import Json
from accelerator.web.visitor import find_network

ROUTERS = (
    "programmes.api.router",
    "projects.application.api.router",
    "projects.triage.api.router",
    "projects.publication.api.router",
    "coaching.plan.api.router",
    "coaching.support.api.router",
    "coaching.followup.api.router",
    "coaching.portfolio.api.router",
)


class Throttle(SimpleRateThrottle):
    """So many requests a minute: for a token, or for a network that comes without one."""

    def __init__(self, rate: str, *, with_token: bool) -> None:
        super().__init__(rate)
        self.with_token = with_token

    def get_cache_key(self, request: HttpRequest) -> str | None:
        token: ApiToken | None = request.api_token  # type: ignore[attr-defined]
        if self.with_token != (token is not None):
            return None
        return f"api:{token.pk}" if token else f"api:{find_network(request)}"


class PersonalToken(HttpBearer):
    """The token of the request (read by ``ApiMiddleware``), which must allow ``scope``; none needed without one."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        token: ApiToken | None = request.api_token  # type: ignore[attr-defined]
        if token and self.scope and self.scope not in token.scopes:
            raise HttpError(403, _("Ce jeton n’a pas la portée « %(scope)s ».") % {"scope": self.scope.value})
        return token

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """Never called: ``ApiMiddleware`` has read the header."""


def describe_operation(
    summary: str | Promise, description: str | Promise, *, scope: Scope | None = None
) -> Json:
    """Options of an address of the API: its title and description, in the language of the request, and its scope, also
    as ``x-scope`` in the document.
    """
    options = {"summary": summary, "description": description}
    return (
        options | {"auth": PersonalToken(scope), "openapi_extra": {"x-scope": scope.value}}
        if scope
        else options
    )


ABOUT: Any = gettext_lazy(
    "On y lit ce que montrent les pages, jamais plus. Les dates suivent la norme ISO 8601, les textes sont tels qu’ils "
    "ont été saisis, les codes ne changent pas. Les longues listes se lisent page par page : suivez « next »."
)


class DocumentedAPI(NinjaAPI):
    """An API whose OpenAPI document declares the refusals of every address."""

    def get_openapi_schema(self, **options: Any) -> Any:
        document = super().get_openapi_schema(**options)
        for methods in document["paths"].values():
            for operation in methods.values():
                operation["responses"] |= describe_refusals(operation)
        return document


api = DocumentedAPI(
    title="Possibles",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
    throttle=[Throttle("60/m", with_token=False), Throttle("600/m", with_token=True)],
)


@api.exception_handler(Http404)
def answer_missing(request: HttpRequest, exception: Http404) -> HttpResponse:
    """Ninja's own answer is in English."""
    return api.create_response(request, {"detail": describe_missing()}, status=404)


@api.exception_handler(ValidationError)
def answer_invalid(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    """Where and what each problem is stays as Ninja gives it: programs read them; its words are in English."""
    words = _("Ce paramètre ne se lit pas ainsi : voyez la documentation.")
    return api.create_response(
        request, {"detail": [{**error, "msg": words} for error in exception.errors]}, status=422
    )


@api.exception_handler(Throttled)
def answer_throttled(request: HttpRequest, exception: Throttled) -> HttpResponse:
    return api.create_response(
        request, {"detail": _("Trop de demandes : attendez une minute.")}, status=exception.status_code
    )


@api.exception_handler(AuthenticationError)
def answer_unsigned(request: HttpRequest, exception: AuthenticationError) -> HttpResponse:
    return refuse_token()


@cache
def list_urls() -> Any:
    """The addresses, once every subject registered its own; the root redirects to their documentation."""
    for router in ROUTERS:
        api.add_router("", router)
    patterns, app, namespace = api.urls
    root = path("", RedirectView.as_view(pattern_name="api_tokens:reference"), name="api-root")
    return (
        [*(pattern for pattern in patterns if getattr(pattern, "name", "") != root.name), root],
        app,
        namespace,
    )
