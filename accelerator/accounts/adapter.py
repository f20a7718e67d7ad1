"""How django-allauth meets our accounts: mails through the outbox, our words, no password anywhere."""

from datetime import timedelta

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts import emails
from accelerator.accounts.limits import remember
from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.types import Context
from accelerator.web.visitor import find_visitor

LOGIN_CODE = "account/email/login_code"
SILENT = {
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "account/messages/login_code_sent.txt",
}


class AccountAdapter(DefaultAccountAdapter):
    """Our accounts have an e-mail and no user name."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Ce n’est pas le code du dernier message reçu. Vérifiez ses huit chiffres."),
        "rate_limited": _("Trop d’essais en peu de temps. Attendez une minute, puis recommencez."),
    }

    def send_mail(self, template_prefix: str, email: str, context: Context) -> None:
        """Side effect: the mail is a row of the outbox."""
        if template_prefix != LOGIN_CODE:
            raise NotImplementedError(f"no mail {template_prefix} is written")
        user = User.objects.get(email=email)
        at = timezone.now()
        queue(emails.login_code(user, context["code"], at=at), at=at)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """A session that waited for a code lasts as long as any from now on."""
        super().login(request, user)
        request.session.set_expiry(None)

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        """Side effect: a cookie that proves later that this person has signed in with this browser."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember(request, response, user.email)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: object,
        **kwargs: object,
    ) -> None:
        """The pages say themselves that one is in, out, or waiting for a code."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the visitor, in front of the proxies that the site trusts."""
        return str(find_visitor(request))

    def is_safe_url(self, url: str | None) -> bool:
        """What cannot be read as an address (``http://[``) is not one to go to."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether sign-up is open: never by a form; an identity provider may bring a new person."""
        return True

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whether a second factor is requested again: of those who have one, except just after they set it up."""
        if not self.get_reauthentication_methods(self.request.user):
            return False
        since = timezone.now() - timedelta(seconds=account_settings.REAUTHENTICATION_TIMEOUT)
        return not Authenticator.objects.filter(user=self.request.user.pk, created_at__gt=since).exists()

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, object]]:
        if not user.is_authenticated:
            return []
        if not any(flow["id"] == "mfa_reauthenticate" for flow in get_reauthentication_flows(user)):
            return []
        methods: list[dict[str, object]] = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] != "reauthenticate"]
