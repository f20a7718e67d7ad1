"""Personal links to a survey: built from the invitation, its nonce and its person. A new nonce revokes the links sent
before."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery

from accelerator.accounts.models import User
from accelerator.links import LinkForged, SignedLink
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.audiences import find_audience_members
from projects.models import ProjectMember

LINK = SignedLink(
    salt="coaching.survey-link",
    url_name="coaching:survey",
    fields=("pk", "nonce", "person"),
    max_age=timedelta(days=400),  # a survey's own dates close it long before
)

PERSONAL_LINK = SignedLink(
    salt="coaching.personal-survey-link",
    url_name="coaching:personal_survey",
    fields=("pk", "nonce"),
    max_age=timedelta(days=400),
)
ANONYMOUS_LINK = SignedLink(
    salt="coaching.anonymous-survey-link",
    url_name="coaching:anonymous_survey",
    fields=("pk", "nonce"),
    stamped=False,  # a timestamp would reveal whose mail it was
)
"""The same in every mail of an anonymous survey: it identifies nobody."""


def make_token(invitation: SurveyInvitation, person: User) -> str:
    """The token in the address of the survey for this person."""
    return LINK.token(invitation.pk, invitation.nonce, person.pk)


def find_invitation(token: str) -> SurveyInvitation | None:
    """The invitation of a link, in one query; ``None`` when it is forged, expired or revoked.

    A link is valid as long as its person edits the project and, before sending, as long as the project has its place.
    ``speaks``: the language of that person, ``reaches``: their address.
    """
    try:
        pk, nonce, person = LINK.read(token)
    except LinkForged:
        return None
    editors = ProjectMember.objects.editors().active()
    writes = editors.filter(project=OuterRef("participation__project"), user=person)
    return (
        SurveyInvitation.objects.standing()
        .filter(pk=pk, nonce=nonce)
        .annotate(
            speaks=Subquery(writes.values("user__language")[:1]),
            reaches=Subquery(writes.values("user__email")[:1]),
        )
        .filter(speaks__isnull=False)
        .select_related(
            "survey__edition__call",
            "survey__edition__programme",
            "survey__form",
            "sheet",
            "participation__project__application",
        )
        .first()
    )


def find_personal_response(token: str) -> PersonalResponse | None:
    """The response of a person's own link, in two queries; ``None`` when it is forged, expired or revoked, or when
    they left the audience before answering."""
    rows = PersonalResponse.objects.filter(person__is_active=True).select_related(
        "survey__edition__call", "survey__edition__programme", "survey__form", "sheet", "person"
    )
    try:
        response = PERSONAL_LINK.row_of(token, rows)
    except LinkForged:
        return None
    if response is None or response.is_sent:
        return response
    return response if find_audience_members(response.survey).filter(pk=response.person_id).exists() else None


def find_anonymous_survey(token: str) -> Survey | None:
    """The survey of the common link, unless it was revoked; one query."""
    rows = Survey.objects.filter(anonymous=True, link_revoked_at=None).select_related(
        "edition__call", "edition__programme", "form"
    )
    try:
        return ANONYMOUS_LINK.row_of(token, rows)
    except LinkForged:
        return None
