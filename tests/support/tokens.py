"""Tokens of the API, and a client that reads by one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accelerator.api.models import ENDING_LENGTH, ApiToken, Scope, digest_of, make_secret

EVERY_SCOPE = tuple(Scope.values)


def make_token(user: Any, scopes: Sequence[str] = EVERY_SCOPE, **fields: Any) -> str:
    """A usable token of this person, for a month: its key."""
    at, secret = timezone.now(), make_secret()
    dates = {"created_at": at, "expires_at": at + timedelta(days=30)}
    ApiToken.objects.create(
        user=user,
        name="Un programme",
        digest=digest_of(secret),
        ending=secret[-ENDING_LENGTH:],
        scopes=list(scopes),
        last_used_on=timezone.localdate(at),
        **dates | fields,
    )
    return secret


def reader_for(user: Any, scopes: Sequence[str] = EVERY_SCOPE, **fields: Any) -> Client:
    """A program that reads for this person."""
    return Client(headers={"Authorization": f"Bearer {make_token(user, scopes, **fields)}"})
