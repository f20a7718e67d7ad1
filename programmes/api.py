"""Editions and oneself, as the API returns them."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.api.schemas import ApiPage, OutSchema, PageQuery, paginate
from accelerator.api.site import PersonalToken, describe_operation
from accelerator.types import Json
from programmes.access import public_edition_for, roles_of
from programmes.capabilities import Capability
from programmes.models import Edition, Role

router = Router(tags=["Editions"])


class CallOut(OutSchema):
    opens_at: datetime
    closes_at: datetime
    is_open: bool


class EditionOut(OutSchema):
    """``phase``: a code, from ``draft`` to ``closed``; ``call`` is null until it is published; ``score_method``:
    ``mean`` or ``median``, what the score of a dossier is of its reviews.
    """

    slug: str
    name: str
    programme: str
    theme_fr: str
    theme_en: str
    region: str
    place: str
    places: int
    score_method: str
    phase: str
    session_starts_on: date | None
    session_ends_on: date | None
    call: CallOut | None


class RoleOut(OutSchema):
    edition: str
    role: str
    organisation: str | None


class MeOut(OutSchema):
    """Who the token reads for, and what it may be used for."""

    name: str
    email: str
    roles: list[RoleOut]
    scopes: list[str]


@router.get(
    "/me",
    response=MeOut,
    auth=PersonalToken(),
    url_name="me",
    **describe_operation(
        _("La personne du jeton"), _("Son nom, son adresse, ses rôles, et les portées du jeton.")
    ),
)
def me(request: AuthenticatedRequest) -> Json:
    user, roles = request.user, roles_of(request).roles
    return {
        "name": user.name,
        "email": user.email,
        "roles": [
            {"edition": role.edition_slug, "role": role.name, "organisation": role.body_name}
            for role in roles
        ],
        "scopes": request.api_token.scopes,  # type: ignore[attr-defined]
    }


@router.get(
    "/editions",
    response=ApiPage[EditionOut],
    url_name="editions",
    **describe_operation(
        _("Les éditions"), _("Celles qui sont publiques et, avec un jeton, celles que l’on organise.")
    ),
)
def list_editions(request: HttpRequest, page: Query[PageQuery]) -> Json:
    """Public editions, and with a token those that its person organises."""
    at, user = timezone.now(), request.user
    visible = (
        Edition.objects.all() if getattr(user, "is_staff", False) else Edition.objects.public(at).order_by()
    )
    if user.is_authenticated and not user.is_staff:
        visible |= Edition.objects.filter(
            pk__in=Role.objects.editions_where(user, Capability.MANAGE_EDITION)
        ).order_by()
    rows = visible.select_related("programme", "call")
    return paginate(
        request,
        rows,
        page,
        key="slug",
        describe=lambda editions: [describe(edition, at) for edition in editions],
    )


@router.get(
    "/editions/{slug:edition}",
    response=EditionOut,
    url_name="edition",
    **describe_operation(_("Une édition"), _("Ses dates, sa phase, son appel une fois publié.")),
)
def read_edition(request: HttpRequest, edition: str) -> Json:
    return describe(public_edition_for(request, edition), timezone.now())


def describe(edition: Edition, at: datetime) -> Json:
    """An :class:`EditionOut`. No query once its programme and its call were read with it."""
    call = edition.call
    return {
        "slug": edition.slug,
        "name": edition.name,
        "programme": edition.programme.name,
        "theme_fr": edition.theme_fr,
        "theme_en": edition.theme_en,
        "region": edition.region,
        "place": edition.place,
        "places": edition.places,
        "score_method": edition.score_method,
        "phase": edition.phase(at).value,
        "session_starts_on": edition.session_starts_on,
        "session_ends_on": edition.session_ends_on,
        "call": {"opens_at": call.opens_at, "closes_at": call.closes_at, "is_open": call.is_open(at)}
        if call.is_published(at)
        else None,
    }
