"""Sign-in links: signed, for 72 hours, used once.

A link carries the instant of the person's last sign-in: any sign-in, by it or otherwise, makes it a used one. It also
ends when their sessions do: a new address must not leave the former mailbox a way in.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.links import LinkExpired, LinkForged, SignedLink

LINK = SignedLink(
    salt="accounts.link",
    url_name="accounts:link",
    fields=("user", "seen"),
    max_age=timedelta(hours=72),
)
SESSIONS = 16
"""Characters of the hash that the person's sessions carry."""


class LinkProblem(Exception):
    """The link signs nobody in; ``message`` is the reason, ``email`` the address of its person when that is certain."""

    def __init__(self, message: object, email: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.email = email


def sign_in_link(user: User) -> str:
    """An absolute address that lets ``user`` in once."""
    return LINK.address(user.pk, _make_stamp(user))


def read(token: str) -> User:
    """The person of a link that still works. Raises :class:`LinkProblem`."""
    try:
        pk, seen = LINK.read(token)
    except LinkExpired as expired:
        raise LinkProblem(_("Ce lien a plus de 3 jours.")) from expired
    except LinkForged as forged:
        raise LinkProblem(_("Ce lien est incomplet ou n’a pas été fait ici.")) from forged
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        raise LinkProblem(_("Ce compte est fermé."))
    if seen != _make_stamp(user):
        raise LinkProblem(_("Ce lien a déjà servi, ou vous êtes entré autrement depuis."), user.email)
    return user


def use(user: User, *, at: datetime) -> None:
    """Use up the link that :func:`read` accepted, even clicked twice. Raises :class:`LinkProblem`.

    Side effect: ``last_login``.
    """
    unused = User.objects.filter(pk=user.pk, last_login=user.last_login, password=user.password)
    if not unused.update(last_login=at):
        raise LinkProblem(_("Ce lien a déjà servi."), user.email)


def _make_stamp(user: User) -> str:
    last_login = user.last_login.isoformat() if user.last_login else ""
    return f"{last_login} {user.get_session_auth_hash()[:SESSIONS]}"
