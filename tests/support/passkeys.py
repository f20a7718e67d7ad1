"""An authenticator in software, and what a browser reports of it (WebAuthn, attestation « none »)."""

import json
import secrets
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accelerator.accounts.models import User

FLAG = AuthenticatorData.FLAG
HOST = "testserver"


class SoftwareKey:
    """A key whose counter, identifier and public key a test may falsify."""

    def __init__(self, *, origin: str = f"https://{HOST}", verifies: bool = True, counter: int = 1) -> None:
        self.origin, self.counter = origin, counter
        self.flags = FLAG.UP | FLAG.UV if verifies else FLAG.UP
        self.identifier = secrets.token_bytes(16)
        self.private_key = ec.generate_private_key(ec.SECP256R1())
        self.public_key: dict[int, Any] = ES256.from_cryptography_key(self.private_key.public_key())

    def register(self, challenge: str) -> dict[str, Any]:
        data = AuthenticatorData.create(
            sha256(HOST.encode()),
            self.flags | FLAG.AT,
            self.counter,
            AttestedCredentialData.create(Aaguid.NONE, self.identifier, self.public_key),
        )
        client_data = CollectedClientData.create("webauthn.create", challenge, self.origin)
        attestation = AttestationObject.create("none", data, {})
        return self._report(
            clientDataJSON=websafe_encode(client_data), attestationObject=websafe_encode(attestation)
        )

    def sign(self, challenge: str, user: User) -> dict[str, Any]:
        data = AuthenticatorData.create(sha256(HOST.encode()), self.flags, self.counter)
        client_data = CollectedClientData.create("webauthn.get", challenge, self.origin)
        signature = self.private_key.sign(data + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._report(
            clientDataJSON=websafe_encode(client_data),
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=websafe_encode(_write_handle(user)),
        )

    def _report(self, **response: str) -> dict[str, Any]:
        identifier = websafe_encode(self.identifier)
        return {
            "type": "public-key",
            "id": identifier,
            "rawId": identifier,
            "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }


def _write_handle(user: User) -> bytes:
    """The key of an account in base 36, as django-allauth hands it to authenticators."""

    return user_pk_to_url_str(user).encode()


def fetch_challenge(client: Client, page: str) -> str:
    """The challenge on the page of this name."""
    response = client.get(
        reverse(page), headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
    )
    data = response.json() if "json" in response["Content-Type"] else response.context["js_data"]
    options = data.get("creation_options") or data["request_options"]
    return options["publicKey"]["challenge"]


def register(client: Client, key: SoftwareKey, **fields: str) -> Any:
    """The key is added by the person who is signed in, to sign in alone."""
    answer = key.register(fetch_challenge(client, "mfa_add_webauthn"))
    return send(
        client, "mfa_add_webauthn", answer, **{"name": "mon téléphone", "passwordless": "on", **fields}
    )


def send(client: Client, page: str, answer: object, **fields: str) -> Any:
    """The answer of a key, posted to the page of this name."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return client.post(reverse(page), {"credential": text, **fields}, follow=True)
