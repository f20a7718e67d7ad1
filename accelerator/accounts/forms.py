"""Forms of sign-in, of second factors and of the profile; the field that asks for somebody’s address."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.limits import Limit, consume
from accelerator.accounts.models import User, normalise_email
from accelerator.web.forms import Helper


class AddressField(forms.EmailField):
    """An e-mail address, normalised before it is checked, so that what is checked is what is stored. Some signs become
    others, or eighteen, once normalised: « ＠ » is an at sign, « ， » a comma.
    """

    default_error_messages = {
        "invalid": _("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom@structure.fr.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)

    def to_python(self, value: object) -> str:
        return normalise_email(super().to_python(value) or "")


class SignInForm(forms.Form):
    """One field: the address."""

    email = AddressField(
        label=_("Votre adresse e-mail"),
        help_text=_("Un code y arrive en quelques secondes. Pas de mot de passe."),
        widget=forms.EmailInput(
            attrs={"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    helper = Helper(submit=_("Recevoir un code"))


class SignInCodeForm(ConfirmLoginCodeForm):
    """The code, however it was typed: spaces and dashes do not count."""

    code = forms.CharField(
        label=_("Code à huit chiffres"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "code-input",
                "spellcheck": "false",
            }
        ),
    )

    helper = Helper(submit=_("Entrer"))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(sign for sign in self.cleaned_data["code"] if sign.isalnum())
        code: str = super().clean_code()
        return code


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "job_title", "phone", "language"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "language": forms.RadioSelect,
        }
        labels = {"name": _("Prénom et nom")}
        help_texts = {
            "name": _("Comme vous souhaitez qu’on vous lise : prénom puis nom."),
            "language": _("Celle des pages et des messages que vous recevez."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.helper = Helper(submit=_("Enregistrer"))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


TRIES = Limit(10, timedelta(minutes=5))
"""For one person: the limits of allauth count in the cache, which forgets everything while its server is down."""


class _CountedTries(BaseAuthenticateForm):
    def clean_code(self) -> str:
        if not consume("second factor", self.user.pk, limits=[TRIES], at=timezone.now()):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        return code


class SecondFactorForm(_CountedTries, AuthenticateForm):
    """Asked for at sign-in."""


class SecondFactorAgainForm(_CountedTries, ReauthenticateForm):
    """Asked for again before what is delicate."""
