"""What is done to an account."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import SET_NULL, Exists, ManyToOneRel, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from accelerator.accounts import emails, links
from accelerator.accounts.limits import Limit, consume, find_known_browser, find_visiting_browser
from accelerator.accounts.models import LimitWindow, User, normalise_email
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Address
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.transitions import TransitionRefused
from accelerator.web.visitor import find_network

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FROM_A_KNOWN_BROWSER = (Limit(5, MINUTE), Limit(30, HOUR))
"""For one address, from a browser in which it came in before: counted apart from everybody else's requests."""
FROM_A_BROWSER = (Limit(3, MINUTE), Limit(10, HOUR))
"""For one address, from any other browser."""
FROM_A_NETWORK = (Limit(10, MINUTE), Limit(30, HOUR))
"""For one address, from all the unknown browsers of one network: a browser may pretend to be many."""
OF_A_NETWORK = (Limit(300, MINUTE), Limit(1500, HOUR))
"""From one network, whatever the address: an office or a room of sixty people stays far under it."""
UNPROVEN_FOR = timedelta(days=7)
LOG = "audit.AuditEntry"
OWN = frozenset(
    {
        LOG,
        "account.EmailAddress",
        "api.ApiToken",
        "coaching.CalendarFeed",
        "mfa.Authenticator",
        "projects.ListColumns",
        "projects.SavedFilter",
        "socialaccount.SocialAccount",
    }
)
"""Rows that every account has: they are no reason to save it."""
MAIL = "outbox.OutgoingMail"
"""Written to a person, not by them: no reason to save the account, and deleted with it."""
NOWHERE = "erased.invalid"
"""Where no mail goes (RFC 2606)."""
UNNAMED_KEY = "sign_in_unnamed"
ANONYMOUS_SESSION_S = 24 * 3600


class TooManyCodes(Exception):
    """This address, or this visitor, asked for too many codes in a short while."""


class AddressHasAccount(Exception):
    """There is an account of this address already: its owner signs in by a code."""


def send_code(request: HttpRequest, *, email: str, unnamed: bool = False) -> None:
    """Start signing in. The answer is the same for every address, so that it does not reveal who has an account.
    ``unnamed``: the address comes from a link, and pages do not display it.

    Side effects: an account for a new address, a private mail with the code (none for a closed account), and the
    waiting sign-in kept in the visitor's session for a day. Raises :class:`TooManyCodes`.
    """
    ensure_few_codes(request, email=email)
    with transaction.atomic():
        user = User.objects.for_email(email, language=(get_language() or "fr")[:2])
        LoginCodeVerificationProcess.initiate(
            request=request, user=user if user.is_active else None, email=user.email
        )
    request.session[UNNAMED_KEY] = unnamed
    request.session.set_expiry(ANONYMOUS_SESSION_S)


def ensure_few_codes(request: HttpRequest, *, email: str) -> None:
    """Count one more code for this address. Raises :class:`TooManyCodes`.

    Requests of others, from elsewhere or from an unknown browser, never stop a person in a browser that they signed in
    with.
    """
    at, address = timezone.now(), normalise_email(email)
    if browser := find_known_browser(request, address):
        allowed = consume("code", address, "browser", browser, limits=FROM_A_KNOWN_BROWSER, at=at)
    else:
        network, visiting = find_network(request), find_visiting_browser(request)
        allowed = (
            consume("code", address, "form", network, visiting, limits=FROM_A_BROWSER, at=at)
            and consume("code", address, "network", network, limits=FROM_A_NETWORK, at=at)
            and consume("code", network, limits=OF_A_NETWORK, at=at)
        )
    if not allowed:
        raise TooManyCodes


def may_try_code(*, email: str, requested_at: object, at: datetime) -> bool:
    """Count one more try of the code that was asked for then; ``False`` when it was tried often enough."""
    tries = Limit(settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, timedelta(days=1))
    return consume("try", email, requested_at, limits=[tries], at=at)


def admit(request: HttpRequest, *, user: User, redirect_url: str | None = None) -> HttpResponse:
    """Sign in somebody who proved to read the mailbox of ``user``; a second factor, if set, is still asked for.

    Side effects: the session becomes theirs. Returns where to go next.
    """
    record_authentication(request, user, method="link", email=user.email)
    response: HttpResponse = perform_login(
        request, Login(user=user, redirect_url=redirect_url, email=user.email)
    )
    return response


def open_account(*, email: str, name: str = "") -> User:
    """An account for an address that has none, whose mailbox was just read. Raises :class:`AddressKnown`."""
    language = (get_language() or "fr")[:2]
    user, created = User.objects.get_or_create(
        email=normalise_email(email), defaults={"password": "!", "name": name, "language": language}
    )
    if not created:
        raise AddressHasAccount
    return user


@transaction.atomic
def make_organiser(*, email: str, name: str, at: datetime) -> User:
    """Let this person create programmes and editions.

    Side effects: an account for a new address, its platform right, a private mail with a sign-in link, one audit
    entry.
    """
    user = User.objects.for_email(email, name=name)
    user.is_staff = True
    user.name = name or user.name
    user.save(update_fields=["is_staff", "name"])
    record(verb="make_organiser", subject=user, actor=None, at=at)
    queue(emails.organiser_welcome(user, links.sign_in_link(user)), at=at)
    return user


@transaction.atomic
def save_profile(*, user: User, changed: Sequence[str], actor: User, at: datetime) -> None:
    """Save the named fields. Side effects: one audit entry that names them, without their content."""
    if changed:
        user.save(update_fields=list(changed))
        record(verb="change_profile", subject=user, actor=actor, at=at, data={"fields": list(changed)})


@transaction.atomic
def change_address(*, user: User, email: str, actor: User, at: datetime) -> None:
    """Let this person sign in by another address. Raises :class:`TransitionRefused` for one that has an account.

    Side effects: sessions, codes and single sign-on by the former address end; what waits to be sent goes to the new
    one; a mail to each of the two; one audit entry, without the addresses.
    """
    # read again, and locked: the former address is the present one, and a refusal leaves ``user`` as it was
    stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    former, stored.email = Address(stored.email, stored.name, stored.language), normalise_email(email)
    stored.set_unusable_password()  # a new one, which ends the sessions
    try:
        with transaction.atomic():
            stored.save(update_fields=["email", "password"])
    except IntegrityError as error:
        raise TransitionRefused(_("Cette adresse a déjà un compte.")) from error
    user.email, user.password = stored.email, stored.password
    EmailAddress.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    OutgoingMail.objects.filter(user=user, state=MailState.QUEUED).update(to_email=user.email)
    record(verb="change_address", subject=user, actor=actor, at=at)
    queue(emails.address_changed(user, former, at=at), emails.address_changed(user, user, at=at), at=at)


def choose_language(*, user: User, language: str) -> None:
    """Speak ``language`` to this person from now on, mails included."""
    User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)


@transaction.atomic
def purge_unproven(*, at: datetime) -> int:
    """Forget the accounts that a request for a code made a week ago and that nobody entered; returns how many.

    Side effects: these accounts go, and the mails with their codes. An account stays that something else names: a role,
    a dossier, an answered invitation; so do closed accounts, and who runs the platform.
    """
    since = at - UNPROVEN_FOR
    idle = User.objects.filter(last_login=None, is_active=True, is_staff=False, is_superuser=False)
    unproven = _select_unnamed(idle.filter(date_joined__lt=since)).select_for_update(of=("self",))
    ids = list(unproven.values_list("pk", flat=True))
    OutgoingMail.objects.filter(user__in=ids, template=emails.LOGIN_CODE).delete()
    User.objects.filter(pk__in=ids).delete()
    return len(ids)


def _select_unnamed(accounts: QuerySet[User], *, but: Collection[str] = ()) -> QuerySet[User]:
    """Accounts that no row refers to, except mails and rows of the models ``but``.

    One that would outlive the account counts too: a note would lose its author, a talk who added its paper.
    """
    for relation in _list_relations():
        if relation.related_model._meta.label not in {MAIL, *but}:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            accounts = accounts.filter(~Exists(rows))
    return accounts


def _list_relations() -> list[ManyToOneRel]:
    """Every relation from another model to the user, also those without a name on the side of the user."""
    relations = User._meta.get_fields(include_hidden=True)
    return [relation for relation in relations if isinstance(relation, ManyToOneRel)]


@transaction.atomic
def delete_unused_accounts(*, people: Collection[int]) -> int:
    """What these people came for is erased: an account without any other use is deleted; returns how many.

    Side effects: their accounts, what is their own alone (:data:`OWN`), and the mails written to them. An account that
    the audit log names is emptied and closed instead: its address is free again. Platform administrators stay.
    """
    locked = User.objects.filter(pk__in=people, is_staff=False, is_superuser=False).select_for_update(
        of=("self",)
    )
    unused = list(_select_unnamed(locked, but=OWN).order_by("pk"))
    OutgoingMail.objects.filter(user__in=unused).delete()
    for user in unused:
        if _select_unnamed(User.objects.filter(pk=user.pk), but=OWN - {LOG}).exists():
            user.delete()
        else:
            for relation in _list_relations():
                if relation.related_model._meta.label in OWN - {LOG}:
                    relation.related_model._base_manager.filter(**{relation.field.name: user.pk}).delete()
            user.set_unusable_password()
            user.email, user.name, user.job_title, user.phone = f"{user.pk}@{NOWHERE}", "", "", ""
            user.is_active, user.last_login = False, None
            user.save()
    return len(unused)


def leave_unnamed(*, user: User) -> None:
    """What this person wrote, signed or changed stays, without their name; the audit log is left as it is.

    Side effects: the columns that may be empty and that the database empties when an account goes.
    """
    for relation in _list_relations():
        if relation.related_model._meta.label not in {MAIL, *OWN} and relation.on_delete is SET_NULL:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: user.pk})
            rows.update(**{relation.field.name: None})


def purge_counts(*, at: datetime) -> None:
    """Forget what was counted in the past. Side effect: these rows go."""
    LimitWindow.objects.filter(ends_at__lt=at).delete()
