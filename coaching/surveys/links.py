"""Personal links to a survey: made from the invitation, its nonce and whom it is for.

A new nonce revokes the links sent before.
"""

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


def token_for(invitation: SurveyInvitation, person: User) -> str:
    """What stands in the address of the survey that this person is sent, or finds in their space."""
    return LINK.token(invitation.pk, invitation.nonce, person.pk)


def invitation_for(token: str) -> SurveyInvitation | None:
    """The invitation of a link, in one query; ``None`` when it is forged, expired or revoked.

    A link lives as long as its person writes for the project: it dies with their leaving, or their becoming a reader;
    and, while nothing is sent, with the project's giving its place up.
    ``speaks`` is the language of that person, ``reaches`` their address.
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


def personal_response_for(token: str) -> PersonalResponse | None:
    """What a person's own link opens, in two queries; ``None`` when it is forged, expired or revoked, or when
    they left the audience before answering.
    """
    rows = PersonalResponse.objects.filter(person__is_active=True).select_related(
        "survey__edition__call", "survey__edition__programme", "survey__form", "sheet", "person"
    )
    try:
        found = PERSONAL_LINK.row_of(token, rows)
    except LinkForged:
        return None
    if found is None or found.is_sent:
        return found
    return found if find_audience_members(found.survey).filter(pk=found.person_id).exists() else None


def anonymous_survey_for(token: str) -> Survey | None:
    """The survey of the link that everybody has, unless it was shut; one query."""
    rows = Survey.objects.filter(anonymous=True, link_revoked_at=None).select_related(
        "edition__call", "edition__programme", "form"
    )
    try:
        return ANONYMOUS_LINK.row_of(token, rows)
    except LinkForged:
        return None
