"""The organiser's list of dossiers, as the API returns it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.api.models import Scope
from accelerator.api.schemas import ApiPage, OutSchema, PageQuery, paginate
from accelerator.api.site import describe_operation
from accelerator.types import Json
from programmes.access import edition_for
from projects.application.enums import ApplicationState
from projects.conflicts.queries import conflicts_of
from projects.models import Application
from projects.triage.queries import tags_by_application

router = Router(tags=["Dossiers"])


class ApplicationQuery(PageQuery):
    state: ApplicationState | None = None


class ApplicationOut(OutSchema):
    """``score``: out of 100, null while nobody scored, and where the list does not show it to this person."""

    reference: str
    state: str
    title: str
    structure: str
    profile: str
    department: str
    holder: str
    submitted_at: datetime
    timing: str
    checks_done: int
    reviews_expected: int
    reviews_done: int
    score: float | None
    tags: list[str]


@router.get(
    "/editions/{slug:edition}/applications",
    response=ApiPage[ApplicationOut],
    url_name="applications",
    **describe_operation(
        _("Les dossiers d’une édition que l’on organise"),
        _(
            "Tous ceux qui ont été déposés, sauf ceux dont on s’est déporté. "
            "La note est absente là où la liste ne la montre pas."
        ),
        scope=Scope.APPLICATIONS,
    ),
)
def list_applications(request: AuthenticatedRequest, edition: str, query: Query[ApplicationQuery]) -> Json:
    """Everything that was sent, but for the dossiers one stepped aside from. 7 queries."""
    user, current_edition = request.user, edition_for(request, edition)
    rows = Application.objects.in_list_of(user, current_edition.call)
    if query.state:
        rows = rows.filter(state=query.state)
    conflicts = conflicts_of(user, current_edition)

    def describe(rows: Sequence[Application]) -> list[Json]:
        tags = tags_by_application(rows)
        return [describe_row(conflicts.mark(row), tags.get(row.pk, [])) for row in rows]

    return paginate(request, rows, query, key="reference", describe=describe)


def describe_row(application: Application, tags: Sequence[str]) -> Json:
    """An :class:`ApplicationOut` of a dossier that was marked for its reader. No query."""
    return {
        "reference": application.reference,
        "state": application.state,
        "title": application.title,
        "structure": application.structure_name,
        "profile": application.profile,
        "department": application.department,
        "holder": application.holder_name,
        "submitted_at": application.submitted_at,
        "timing": application.timing,
        "checks_done": application.checks_done,
        "reviews_expected": application.reviews_expected,
        "reviews_done": application.reviews_done,
        "score": application.visible_score,
        "tags": list(tags),
    }
