"""The code of a second factor, tried so often and no more whatever the cache does."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.utils import timezone

from accelerator.accounts.limits import Limit, consume

TRIES = Limit(10, timedelta(minutes=5))
"""For one person: the limits of allauth count in the cache, which forgets everything while its server is down."""


class SecondFactorForm(AuthenticateForm):
    """Asked for at sign-in."""

    def clean_code(self) -> str:
        if not consume("second factor", self.user.pk, limits=[TRIES], at=timezone.now()):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        return code


class SecondFactorAgainForm(ReauthenticateForm):
    """Asked for again before what is delicate."""

    def clean_code(self) -> str:
        if not consume("second factor", self.user.pk, limits=[TRIES], at=timezone.now()):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        return code
