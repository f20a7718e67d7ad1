"""What is done to tokens."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.api import emails
from accelerator.api.models import ENDING_LENGTH, ApiToken, digest_of, make_secret
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused


class TooManyTokens(TransitionRefused):
    """This person has as many usable tokens as one may have; ``message`` says so."""

    def __init__(self) -> None:
        message = _("Vous avez déjà %(count)d jetons : révoquez-en un d’abord.")
        super().__init__(message % {"count": ApiToken.MOST})


@transaction.atomic
def create_token(
    *, user: User, name: str, scopes: Iterable[str], days: int, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token for ``user``, good for so many ``days``; returns it with its key, which is displayed only now.

    Side effects: one row, one audit entry, a mail that says so. Raises :class:`TooManyTokens`.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two windows at once: one more, not two
    if ApiToken.objects.filter(user=user).usable(at).count() >= ApiToken.MOST:
        raise TooManyTokens
    secret = make_secret()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest_of(secret),
        ending=secret[-ENDING_LENGTH:],
        scopes=sorted(scopes),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(verb="create_token", subject=token, actor=user, at=at, data={"scopes": token.scopes})
    queue(emails.token_created(token), at=at)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User, at: datetime) -> None:
    """Revoke a token, at once. Side effects: the row, one audit entry the first time."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record(verb="revoke_token", subject=token, actor=actor, at=at)


def note_use(*, token: ApiToken, at: datetime) -> None:
    """Remember the day a token was last used on. Side effect: the row, once a day at most."""
    today = timezone.localdate(at)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def purge_ended(*, at: datetime) -> None:
    """Forget tokens that ended long ago. Side effect: these rows go."""
    ApiToken.objects.ended_before(at - ApiToken.LISTED_AFTER_END).delete()
