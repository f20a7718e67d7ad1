"""The browser harness itself: it signs in, it sees what the server writes, it hears the console."""

import pytest
from django.contrib.sessions.models import Session

from tests.factories import user


def test_a_page_is_signed_in_and_shares_the_database(page_for) -> None:
    someone = user("Léa Marchand")

    page = page_for(someone, width=360)
    answer = page.goto("/healthz")

    assert answer is not None
    assert answer.status == 200
    assert Session.objects.get().get_decoded()["_auth_user_id"] == str(someone.pk)


def test_errors_in_the_console_are_kept(page_for, console) -> None:
    page = page_for()
    page.goto("/healthz")

    page.evaluate("console.error('cassé')")

    assert [problem.rsplit(": ", 1)[1] for problem in console] == ["cassé"]
    console.clear()


def test_axe_finds_what_is_wrong(page_for, axe) -> None:
    page = page_for()
    page.goto("/healthz")
    page.evaluate("document.body.innerHTML = `<img src='data:,'>`")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
