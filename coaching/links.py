"""Personal links to a survey: a signed token made from the invitation and its nonce, so that nothing is stored.

A new nonce revokes the links sent before. The salt never changes: links already mailed must keep working.
"""

import secrets

from django.core import signing

from coaching.models import SurveyInvitation

SALT = "coaching.survey-link"
VALID_FOR = 400 * 24 * 3600
"""Seconds; a survey's own dates close it long before."""


def new_nonce() -> str:
    return secrets.token_hex(8)


def token_for(invitation: SurveyInvitation) -> str:
    """What stands in the address of the survey."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT)


def invitation_for(token: str) -> SurveyInvitation | None:
    """The invitation of a link, in one query; ``None`` when it is forged, expired or revoked: nobody is told which."""
    try:
        pk, nonce = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        SurveyInvitation.objects.filter(pk=pk, nonce=nonce)
        .select_related(
            "survey__edition__call", "survey__edition__programme", "sheet", "participation__project"
        )
        .first()
    )
