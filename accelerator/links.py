"""Signed links: what a mail carries to one person, for one purpose. Nothing of it is stored but a nonce.

Links in people's mailboxes must continue to work: after a release, neither a salt nor the content of a token nor its
order changes.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model)

_declared: dict[str, "SignedLink"] = {}


class LinkForged(Exception):
    """This token is truncated, or not ours, or for another purpose."""


class LinkExpired(LinkForged):
    """The token is ours and has expired."""


class LinkClosed(Exception):
    """The link opens nothing any more; ``title`` and ``message`` are for people, ``row`` is what it opened if known."""

    def __init__(self, title: str | Promise, message: object, row: object = None) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.row = row


def incomplete() -> LinkClosed:
    """What a forged or cut link is answered."""
    return LinkClosed(
        _("Ce lien n’est pas complet"), _("Ouvrez-le depuis le message reçu, sans en perdre la fin.")
    )


def new_nonce() -> str:
    """A nonce for a row that links refer to: a new one revokes the links made with the previous one."""
    return secrets.token_hex(16)


@dataclass(frozen=True, kw_only=True)
class SignedLink:
    """``salt`` is the purpose: a link made for another opens nothing here. ``url_name`` is its page.

    ``fields``: what a token holds, in its order. ``max_age``: how long one lives, when the row does not say it.
    ``stamped``: a token says when it was made; without it all those of a row are the same, and none expires by itself.
    Raises ``ValueError`` for the salt of another link, or a ``max_age`` without a stamp.
    """

    salt: str
    url_name: str
    fields: tuple[str, ...] = ("pk", "nonce")
    max_age: timedelta | None = None
    stamped: bool = True

    def __post_init__(self) -> None:
        if self.salt in _declared:
            raise ValueError(f"two links are made for {self.salt}")
        if self.max_age and not self.stamped:
            raise ValueError(f"nothing says how old a link of {self.salt} is")
        _declared[self.salt] = self

    def token(self, *values: object) -> str:
        """The token in the address: one value for each field."""
        if len(values) != len(self.fields):
            raise ValueError(f"{self.salt} holds {self.fields}")
        if not self.stamped:
            return signing.Signer(salt=self.salt).sign_object(list(values))
        return signing.dumps(list(values), salt=self.salt)

    def address(self, *values: object) -> str:
        """The absolute address sent by mail."""
        return f"{settings.SITE_URL}{reverse(self.url_name, args=[self.token(*values)])}"

    def read(self, token: str) -> list[Any]:
        """The values of a token, one for each field. Raises :class:`LinkForged`, :class:`LinkExpired`."""
        try:
            if self.stamped:
                values = signing.loads(token, salt=self.salt, max_age=self.max_age)
            else:
                values = signing.Signer(salt=self.salt).unsign_object(token)
        except signing.SignatureExpired as expired:
            raise LinkExpired from expired
        except (signing.BadSignature, ValueError) as forged:
            raise LinkForged from forged
        if not isinstance(values, list) or len(values) != len(self.fields):
            raise LinkForged
        return values

    def token_of(self, row: Any) -> str:
        """The token of a row that has a ``pk`` and a ``nonce``."""
        return self.token(row.pk, row.nonce)

    def address_of(self, row: Any) -> str:
        """The absolute address of the link of such a row."""
        return self.address(row.pk, row.nonce)

    def row_of(self, token: str, rows: models.QuerySet[Row]) -> Row | None:
        """The row that a token of ``pk`` and ``nonce`` names among these; ``None`` when its nonce is another by now.

        One query. Raises :class:`LinkForged`.
        """
        pk, nonce = self.read(token)
        return rows.filter(pk=pk, nonce=nonce).first()


def list_declared() -> list[SignedLink]:
    return list(_declared.values())
