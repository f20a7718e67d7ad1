"""Nobody locks anybody out: codes are counted by address typed and browser first, then by network, which many share."""

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accelerator.accounts import actions, tasks
from accelerator.accounts.limits import COOKIE, Limit, consume
from accelerator.accounts.models import LimitWindow, User
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from tests import factories

pytestmark = pytest.mark.django_db

SIGN_IN, CODE = "/account/", "/account/code/"
VICTIM = "claire@exemple.test"


def ask(browser: Client, email: str = VICTIM, network: str = "203.0.113.7") -> int:
    return browser.post(SIGN_IN, {"email": email}, REMOTE_ADDR=network).status_code


def come_in(browser: Client, email: str = VICTIM, **where: Any) -> None:
    ask(browser, email, **where)
    mail = OutgoingMail.objects.filter(to_email=email).latest("pk")
    code = re.search(r"\b\d{8}\b", mail.text)
    assert code
    browser.post(CODE, {"code": code.group()})
    assert "_auth_user_id" in browser.session


def test_an_attacker_is_slowed_down_and_the_person_is_not() -> None:
    attacker = "198.51.100.9"
    answers = {ask(Client(), network=attacker) for _time in range(30)}

    assert answers == {302, 422}
    assert OutgoingMail.objects.count() <= 10
    come_in(Client(), network="203.0.113.7")


def test_in_the_attackers_network_a_browser_that_signed_in_before_still_gets_a_code() -> None:
    own = Client()
    come_in(own)
    own.post("/account/logout/")
    for _time in range(30):
        ask(Client())
    assert ask(Client()) == 422

    come_in(own)


def test_a_known_browser_proves_nothing_for_another_address() -> None:
    own = Client()
    come_in(own, "voleur@exemple.test")
    own.post("/account/logout/")

    answers = [ask(own) for _time in range(5)]

    assert answers == [302, 302, 302, 422, 422]


@pytest.mark.parametrize("forged", ["", "x", "WyJhIixbXV0:1abc:def"])
def test_a_forged_proof_proves_nothing(forged: str) -> None:
    browser = Client()
    browser.cookies[COOKIE.name] = forged

    assert [ask(browser) for _time in range(4)] == [302, 302, 302, 422]


def test_the_proof_is_hidden_from_scripts_and_names_no_address() -> None:
    browser = Client()
    come_in(browser)

    cookie = browser.cookies[COOKIE.name]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "claire" not in cookie.value


def test_the_64_bits_of_an_ipv6_subscriber_are_one_network() -> None:
    answers = [ask(Client(), network=f"2001:db8:1:2::{number}") for number in range(4)]

    assert answers == [302, 302, 302, 422]
    assert ask(Client(), network="2001:db8:1:3::1") == 302


def visiting(number: int) -> Client:
    """A browser that opened the page of the form: it has a token of its own."""
    browser = Client()
    browser.cookies["csrftoken"] = f"{number:032}"
    return browser


@pytest.mark.thorough
def test_an_office_of_sixty_behind_one_address_signs_in_though_each_tries_three_times() -> None:
    office = [(visiting(number), f"p{number}@exemple.test") for number in range(60)]

    assert {ask(browser, email) for _time in range(3) for browser, email in office} == {302}


def test_four_requests_of_one_visitor_block_nobody_else_at_a_shared_address() -> None:
    insistent = visiting(1)
    assert [ask(insistent) for _time in range(4)] == [302, 302, 302, 422]

    come_in(visiting(2))


def test_an_attacker_with_many_browsers_is_slowed_down_too() -> None:
    answers = [ask(visiting(number)) for number in range(30)]

    assert answers == [302] * 10 + [422] * 20
    assert ask(visiting(1), "autre@exemple.test") == 302


def test_limits_do_not_live_in_the_cache() -> None:
    for _time in range(3):
        ask(Client())
    cache.clear()

    assert ask(Client()) == 422


def test_a_limit_starts_again_with_each_period() -> None:
    at, limit = timezone.now(), Limit(2, timedelta(minutes=1))
    later = at + timedelta(minutes=1)

    assert [consume("a", limits=[limit], at=at) for _time in range(3)] == [True, True, False]
    assert consume("b", limits=[limit], at=at)
    assert [consume("a", limits=[limit], at=later) for _time in range(3)] == [True, True, False]


def test_a_code_has_eight_digits_and_ten_minutes(settings: Settings) -> None:
    ask(Client())

    assert re.search(r"\b\d{8}\b", OutgoingMail.objects.get().text)
    assert "10 minutes" in OutgoingMail.objects.get().text
    assert settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT == 600


# what is forgotten


def long_ago(**fields: Any) -> User:
    return factories.user(date_joined=timezone.now() - timedelta(days=8), **fields)


def test_accounts_that_nobody_signed_in_to_are_deleted_after_a_week() -> None:
    browser = Client()
    ask(browser, "inconnue@exemple.test")
    ask(Client(), "hier@exemple.test")
    User.objects.filter(email="inconnue@exemple.test").update(date_joined=timezone.now() - timedelta(days=8))

    tasks.purge()

    assert list(User.objects.values_list("email", flat=True)) == ["hier@exemple.test"]
    assert not OutgoingMail.objects.filter(to_email="inconnue@exemple.test").exists()


def test_an_account_with_other_rows_is_not_deleted() -> None:
    made = factories.edition()
    member, holder, closed, staff, entered = (long_ago() for _person in range(5))
    factories.role(made, RoleName.MENTOR, who=member)
    factories.application(made, holder=holder)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    User.objects.filter(pk=entered.pk).update(last_login=timezone.now())
    gone = long_ago()

    assert actions.purge_unproven(at=timezone.now()) == 1

    stored = {member.pk, holder.pk, closed.pk, staff.pk, entered.pk}
    assert stored <= set(User.objects.values_list("pk", flat=True))
    assert not User.objects.filter(pk=gone.pk).exists()


def test_expired_sessions_and_old_counts_are_deleted(settings: Settings) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended, waiting = store(), store()
    ended.set_expiry(timezone.now() - timedelta(days=1))
    ended.create()
    waiting.create()
    ask(Client())
    LimitWindow.objects.update(ends_at=timezone.now() - timedelta(days=1))

    tasks.purge()

    assert not store().exists(ended.session_key)
    assert store().exists(waiting.session_key)
    assert not LimitWindow.objects.exists()


def test_a_session_that_only_waited_for_a_code_ends_within_a_day(settings: Settings) -> None:
    browser = Client()
    ask(browser)
    assert browser.session.get_expiry_age() <= 24 * 3600

    come_in(browser)

    assert browser.session.get_expiry_age() > 20 * 24 * 3600
