"""Forms of passkeys: what a browser reports of a key is read strictly, then verified by django-allauth and fido2."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

ANSWER_LENGTH = 32 * 1024
"""Characters: an attestation with its certificates has about 10 000."""
PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
IDENTIFIER_BYTES = 1023
"""At most, of a credential identifier (WebAuthn §4)."""
NAME_LENGTH = 100

UNUSABLE = _("La réponse de cette clé est inutilisable. Recommencez, ou essayez avec une autre clé.")
UNVERIFIED = _(
    "L’appareil n’a pas vérifié que c’est vous : cette clé seule ne suffit pas. Entrez par un code."
)
ALREADY_REGISTERED = _("Cette clé est déjà enregistrée.")
COUNTER_WENT_BACK = _(
    "Cette clé a peut-être été copiée. Entrez par un code, puis retirez-la de votre compte."
)


@contextmanager
def refuse_unusable() -> Iterator[None]:
    """Turn what the libraries raise on a forged answer into a message.

    So wide because fido2 parses JSON, base64, CBOR and COSE keys without checking types: it indexes what may be a
    number, recurses as deep as the answer and hands any key to cryptography. Errors of the database and of the cache
    are not among these.
    """
    try:
        yield
    except ValidationError as error:
        if error.code != "incorrect_code":  # so allauth calls any other fault
            raise
        raise ValidationError(UNUSABLE, code="unusable") from error
    except (
        ArithmeticError, AssertionError, AttributeError, InternalError, LookupError, MemoryError, RuntimeError,
        TypeError, UnsupportedAlgorithm, ValueError, struct.error,
    ) as error:  # fmt: skip
        raise ValidationError(UNUSABLE, code="unusable") from error


def check_type(kind: type, *values: object) -> None:
    """Refuse other types: of a number, fido2 would make as many bytes."""
    if not all(isinstance(value, kind) for value in values):
        raise TypeError(f"{kind.__name__} expected")


def normalise_base64(value: str) -> str:
    """Without the characters that decoding leaves out, such as NUL, which the database refuses."""
    check_type(str, value)
    return websafe_encode(websafe_decode(value))


def read_answer(text: str) -> dict[str, Any]:
    """The parts of an answer that are used, in the form of ``RegistrationResponseJSON`` (WebAuthn §5.1)."""
    answer = json.loads(text)
    parts = {name: answer["response"].get(name) for name in PARTS}
    response = {name: normalise_base64(part) for name, part in parts.items() if part is not None}
    client_data = json.loads(websafe_decode(response["clientDataJSON"]).decode())
    check_type(str, client_data["type"], client_data["challenge"], client_data["origin"])
    identifier = normalise_base64(answer["rawId"])
    if answer["id"] != answer["rawId"] or len(websafe_decode(identifier)) > IDENTIFIER_BYTES:
        raise ValueError("not an identifier")
    resident = (answer.get("clientExtensionResults") or {}).get("credProps", {}).get("rk")
    return {
        "type": "public-key",
        "id": identifier,
        "rawId": identifier,
        "response": response,
        "clientExtensionResults": {"credProps": {"rk": resident}} if isinstance(resident, bool) else {},
    }


def check_new_key(credential: dict[str, Any]) -> None:
    """Refuse a key that could not sign in: its identifier, its algorithm, its numbers (WebAuthn §7.1)."""
    attestation: Any = cbor.decode(websafe_decode(credential["response"]["attestationObject"]))
    check_type(bytes, attestation["authData"])
    registration = RegistrationResponse.from_dict(credential)
    key = registration.response.attestation_object.auth_data.credential_data
    if key is None or key.credential_id != registration.raw_id:
        raise ValueError("not the key of this identifier")
    if key.public_key[3] not in CoseKey.supported_algorithms():
        raise ValueError("algorithm not offered")
    with suppress(InvalidSignature):  # what a usable key says of an empty signature
        key.public_key.verify(b"", b"")


def advance_counter(authenticator: Authenticator, sent: int) -> None:
    """Store the counter of a signature. One that does not grow is refused: the key may have been copied (WebAuthn
    §6.1.1); a key that does not count always sends 0.
    """
    with transaction.atomic():
        stored = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        registration = RegistrationResponse.from_dict(stored.data["credential"])
        last = stored.data.get("counter", registration.response.attestation_object.auth_data.counter)
        if sent <= last and (sent or last):
            raise ValidationError(COUNTER_WENT_BACK, code="counter")
        stored.data["counter"] = sent
        stored.save(update_fields=["data"])


class AnswerField(forms.CharField):
    """The answer of a key, as JSON; its value is a dictionary. It is never rendered again: it serves once."""

    default_error_messages = {"required": UNUSABLE, "max_length": UNUSABLE}

    def __init__(self) -> None:
        super().__init__(label=_("Clé d’accès"), max_length=ANSWER_LENGTH, widget=forms.HiddenInput)

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        with refuse_unusable():
            return read_answer(text)

    def prepare_value(self, value: Any) -> None:
        return None


class KeyForm(AuthenticateWebAuthnForm):
    """Requested at sign-in, after a code: that somebody touches the key is enough."""

    credential = AnswerField()

    def clean_credential(self) -> Authenticator:
        """A key alone has to verify who holds it, whatever its challenge required: the challenge of a second factor,
        begun in the same browser for another account, requires less.
        """
        with refuse_unusable():
            answer = AuthenticationResponse.from_dict(self.cleaned_data["credential"])
            authenticator: Authenticator = super().clean_credential()
        if self.passwordless and not answer.response.authenticator_data.is_user_verified():
            raise ValidationError(UNVERIFIED, code="unverified")
        advance_counter(authenticator, answer.response.authenticator_data.counter)
        return authenticator


class PasskeyForm(KeyForm, LoginWebAuthnForm):
    """Requested at sign-in, instead of a code."""


class KeyAgainForm(KeyForm, ReauthenticateWebAuthnForm):
    """Requested again before what is delicate."""


class AddKeyForm(AddWebAuthnForm):
    """A passkey, in the words of this site: nobody here has a password to do without."""

    name = forms.CharField(
        label=_("Nom de la clé"),
        help_text=_("Par exemple : mon téléphone."),
        max_length=NAME_LENGTH,
        required=False,
    )
    credential = AnswerField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Me connecter avec cette clé seule")
        self.fields["passwordless"].help_text = _(
            "Sans code reçu par e-mail ; votre appareil vérifie que c’est bien vous, par une empreinte ou son code."
        )

    def clean_credential(self) -> dict[str, Any]:
        """Only a key that can sign in is stored, once on the site."""
        credential: dict[str, Any] = self.cleaned_data["credential"]
        with refuse_unusable():
            check_new_key(credential)
        keys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
        if keys.filter(data__credential__rawId=credential["rawId"]).exists():
            raise ValidationError(ALREADY_REGISTERED, code="registered")
        return credential

    def clean(self) -> dict[str, Any]:
        with refuse_unusable():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class RenameKeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Nom de la clé"), max_length=NAME_LENGTH)
