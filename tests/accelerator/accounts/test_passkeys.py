"""Passkeys: one registers and signs in, a forged answer is a message, a key that could not sign in is not stored."""

import json
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from fido2 import cbor
from fido2.utils import websafe_encode

from accelerator.accounts import links
from accelerator.accounts.passkeys import (
    ALREADY_REGISTERED,
    COUNTER_WENT_BACK,
    NAME_LENGTH,
    UNUSABLE,
    UNVERIFIED,
    check_new_key,
    read_answer,
)
from tests import factories
from tests.support.passkeys import SoftwareKey, fetch_challenge, register, send

pytestmark = pytest.mark.django_db

ADD, ALONE, SECOND, AGAIN = (
    "mfa_add_webauthn", "mfa_login_webauthn", "mfa_authenticate", "mfa_reauthenticate_webauthn",
)  # fmt: skip
SIGNED = bytes(32) + b"\x81" + bytes(4)
"""Authenticator data without their extensions, in CBOR."""


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False


@pytest.fixture
def claire():
    return factories.user("Claire Lemonnier")


@pytest.fixture
def owner(claire):
    """The browser in which Claire is signed in."""
    browser = Client()
    browser.force_login(claire, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def key(owner):
    """Registered by Claire."""
    key = SoftwareKey()
    register(owner, key)
    key.counter += 1
    return key


def is_signed_in(client):
    return client.get("/account/").status_code == 302


def pass_first_factor(client, user, settings):
    client.post(links.sign_in_link(user).removeprefix(settings.SITE_URL))


def is_refused(page, message=UNUSABLE):
    """The message up to its first punctuation, which French spaces surround."""
    return page.status_code == 200 and str(message).split(" :")[0] in unescape(page.text)


def is_stored():
    return Authenticator.objects.filter(type="webauthn").exists()


def test_a_passkey_registers_and_signs_in(client, claire, key):
    page = send(client, ALONE, key.sign(fetch_challenge(client, ALONE), claire))

    assert page.context["user"] == claire
    stored = Authenticator.objects.get(user=claire, type="webauthn")
    assert str(stored) == "mon téléphone"
    assert stored.wrap().is_passwordless


def test_a_second_factor_and_a_confirmation_need_only_a_touch(client, owner, claire, key, settings):
    key.flags &= ~key.flags.UV
    pass_first_factor(client, claire, settings)
    assert not is_signed_in(client)

    send(client, SECOND, key.sign(fetch_challenge(client, SECOND), claire))
    assert is_signed_in(client)
    key.counter += 1
    assert not is_refused(send(owner, AGAIN, key.sign(fetch_challenge(owner, AGAIN), claire)))


def test_a_key_alone_verifies_its_holder(client, claire, key):
    key.flags &= ~key.flags.UV

    assert is_refused(send(client, ALONE, key.sign(fetch_challenge(client, ALONE), claire)))
    assert not is_signed_in(client)


def test_the_challenge_of_a_second_factor_does_not_make_a_key_alone_enough(client, claire, key, settings):
    """Who found the key begins the second factor of an account of their own, and gives it up."""
    key.flags &= ~key.flags.UV
    thief = factories.user("Voleur")
    TOTP.activate(thief, generate_totp_secret())
    pass_first_factor(client, thief, settings)
    challenge = fetch_challenge(client, SECOND)
    client.post(reverse("account_logout"))

    assert is_refused(send(client, ALONE, key.sign(challenge, claire)), UNVERIFIED)
    assert not is_signed_in(client)


def write_attestation(**values):
    return websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, **values}))


def write_client_data(**values):
    data = {"type": "webauthn.get", "challenge": "AA", "origin": "https://testserver", **values}
    return websafe_encode(json.dumps(data).encode())


FAULTS = {
    "bad base64": ("response.clientDataJSON", "é"),
    "bad base64 of the identifier": ("id rawId", "a"),
    "id other than rawId": ("id", "AAAA"),
    "an identifier of 1 024 bytes": ("id rawId", websafe_encode(bytes(1024))),
    "another identifier": ("id rawId", "AAAA"),
    "a number for an identifier": ("id rawId", 5),
    "a number for an answer": ("response", 5),
    "a number for text": ("response.clientDataJSON", 5),
    "no text": ("response.clientDataJSON", None),
    "client data that are not JSON": ("response.clientDataJSON", websafe_encode(b"{")),
    "client data that are a list": ("response.clientDataJSON", websafe_encode(b"[]")),
    "client data too deep": ("response.clientDataJSON", websafe_encode(b"[" * 20_000)),
    "a number for a challenge": ("response.clientDataJSON", write_client_data(challenge=5)),
    "a number for an origin": ("response.clientDataJSON", write_client_data(origin=1)),
    "extensions that are a list": ("clientExtensionResults", [1]),
    "extensions that are NaN": ("clientExtensionResults", float("nan")),
    "an extension that is text": ("clientExtensionResults", {"credProps": "rk"}),
    "an answer too long": ("more", "a" * 2_000_000),
}
FAULTS_OF_SIGN_IN = FAULTS | {
    "data cut short": ("response.authenticatorData", "AAAA"),
    "a number for data": ("response.authenticatorData", 5),
    "a key cut short": ("response.authenticatorData", websafe_encode(bytes(32) + b"\x41" * 30)),
    "bad CBOR": ("response.authenticatorData", websafe_encode(SIGNED + b"\xff")),
    "CBOR too deep": ("response.authenticatorData", websafe_encode(SIGNED + b"\x81" * 20_000)),
    "no signature": ("response.signature", ""),
    "a number for a signature": ("response.signature", 1),
}
FAULTS_OF_REGISTRATION = FAULTS | {
    "bad CBOR": ("response.attestationObject", "_w"),
    "CBOR cut short": ("response.attestationObject", "GQ"),
    "CBOR too deep": ("response.attestationObject", websafe_encode(b"\x81" * 20_000)),
    "CBOR of a list": ("response.attestationObject", "gA"),
    "no data": ("response.attestationObject", write_attestation()),
    "a number for data": ("response.attestationObject", write_attestation(authData=5)),
    "no key": ("response.attestationObject", write_attestation(authData=bytes(32) + b"\x05" + bytes(4))),
}


def forge(answer, path, value):
    """The answer with this value at the path, ``response.signature`` for instance, or at each of two."""
    for each in path.split():
        *parents, last = each.split(".")
        (answer[parents[0]] if parents else answer)[last] = value
    return answer


@pytest.mark.parametrize("fault", FAULTS_OF_SIGN_IN)
def test_a_forged_answer_at_sign_in_is_a_message(client, owner, claire, key, settings, fault):
    path, value = FAULTS_OF_SIGN_IN[fault]

    assert is_refused(
        send(client, ALONE, forge(key.sign(fetch_challenge(client, ALONE), claire), path, value))
    )
    assert is_refused(send(owner, AGAIN, forge(key.sign(fetch_challenge(owner, AGAIN), claire), path, value)))
    pass_first_factor(client, claire, settings)
    assert is_refused(
        send(client, SECOND, forge(key.sign(fetch_challenge(client, SECOND), claire), path, value))
    )
    assert not is_signed_in(client)


@pytest.mark.parametrize("fault", FAULTS_OF_REGISTRATION)
def test_a_forged_answer_at_registration_is_a_message(owner, fault):
    answer = forge(SoftwareKey().register(fetch_challenge(owner, ADD)), *FAULTS_OF_REGISTRATION[fault])

    page = send(owner, ADD, answer)

    assert is_refused(page)
    assert page.context["form"]["credential"].value() is None
    assert not is_stored()


@pytest.mark.parametrize(
    "text", ["9" * 5000, "[" * 30_000, '{"response": {}}', "{", "[]", "NaN", "", '"\\ud800"']
)
def test_an_answer_that_is_none_is_a_message(client, owner, text):
    assert is_refused(send(client, ALONE, text))
    assert is_refused(send(owner, ADD, text))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id rawId", 5),
        ("response.signature", 5),
        ("response.clientDataJSON", write_client_data(challenge=5)),
        ("response.attestationObject", write_attestation(authData=5)),
    ],
)
def test_a_number_is_not_handed_to_the_library(path, value):
    """It makes as many bytes of it: of two thousand million, all the memory."""
    with pytest.raises(TypeError):
        check_new_key(read_answer(json.dumps(forge(SoftwareKey().register("AA"), path, value))))


@pytest.mark.parametrize(
    "fault",
    [
        {3: -9999},  # an algorithm that nobody knows
        {3: -9},  # ESP256, not offered
        {-1: 2},  # the curve of another algorithm
        {-1: None},
        {-2: bytes(32), -3: bytes(32)},  # not a point of the curve
        {-2: 5},
        {3: -257, -1: b"", -2: b""},  # RSA without a modulus
        {3: -8, -1: 6, -2: bytes(31)},  # Ed25519, a byte short
    ],
)
def test_a_key_that_could_not_sign_in_is_not_stored(owner, fault):
    key = SoftwareKey()
    key.public_key = {
        part: value for part, value in ({**key.public_key, **fault}).items() if value is not None
    }

    assert is_refused(register(owner, key))
    assert not is_stored()


def test_an_identifier_is_the_one_of_the_key_and_registered_once(owner, key):
    again = SoftwareKey()
    again.identifier = key.identifier
    assert is_refused(register(owner, again), ALREADY_REGISTERED)

    again.identifier = bytes(1024)
    assert is_refused(register(owner, again))
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    again.identifier = bytes(1023)
    assert not is_refused(register(owner, again))


def test_what_is_stored_of_a_key_is_what_signs_in(owner):
    key = SoftwareKey()
    answer = key.register(fetch_challenge(owner, ADD))
    answer["clientExtensionResults"]["other"] = answer["response"]["other"] = answer["other"] = "\ud800"
    answer["response"]["userHandle"] = "\x00"  # left out by a decoder, refused by PostgreSQL

    assert not is_refused(send(owner, ADD, answer))
    stored = str(Authenticator.objects.get(type="webauthn").data)
    assert "other" not in stored
    assert "\\x00" not in stored


def test_a_name_is_no_longer_than_its_field(owner, key):
    register(owner, SoftwareKey(), name="a" * (NAME_LENGTH + 1))
    stored = Authenticator.objects.get(type="webauthn")
    owner.post(reverse("mfa_edit_webauthn", args=[stored.pk]), {"name": "a" * (NAME_LENGTH + 1)})

    stored.refresh_from_db()
    assert str(stored) == "mon téléphone"


@pytest.mark.parametrize("counter", [0, 6, 7])
def test_a_counter_that_does_not_grow_is_refused(client, owner, claire, counter):
    key = SoftwareKey(counter=5)
    register(owner, key)
    key.counter = 7
    send(owner, AGAIN, key.sign(fetch_challenge(owner, AGAIN), claire))
    key.counter = counter

    page = send(client, ALONE, key.sign(fetch_challenge(client, ALONE), claire))

    assert is_refused(page, COUNTER_WENT_BACK)
    assert not is_signed_in(client)


def test_a_key_that_does_not_count_signs_in(client, owner, claire):
    key = SoftwareKey(counter=0)
    register(owner, key)

    for _time in range(2):
        send(client, ALONE, key.sign(fetch_challenge(client, ALONE), claire))
        assert is_signed_in(client)
        client.logout()


@pytest.mark.parametrize(
    "origin", ["https://example.org", "https://testserver.example.org", "http://testserver"]
)
def test_another_origin_is_refused(client, owner, claire, key, origin):
    assert is_refused(register(owner, SoftwareKey(origin=origin)))

    key.origin = origin
    assert is_refused(send(client, ALONE, key.sign(fetch_challenge(client, ALONE), claire)))
    assert not is_signed_in(client)
