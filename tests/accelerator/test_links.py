"""Signed links open what they were made for, nothing else, and for as long as they say."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing

from accelerator import links
from accelerator.accounts import links as sign_in
from accelerator.links import LinkExpired, LinkForged, SignedLink
from coaching.surveys.links import LINK as SURVEY
from projects.members.queries import LINK as PLACE

NONCE = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def make_values(link: SignedLink) -> list[Any]:
    return [4711, NONCE, 17][: len(link.fields)]


def test_a_token_opens_what_it_was_made_for_and_nothing_else() -> None:
    for link in links.list_declared():
        token = link.token(*make_values(link))

        assert link.read(token) == make_values(link)
        for other in links.list_declared():
            if other != link:
                with pytest.raises(LinkForged):
                    other.read(token)
        for forged in ("", "x", token[:-1], f"x{token}"):
            with pytest.raises(LinkForged):
                link.read(forged)


def test_a_token_that_holds_something_else_is_forged() -> None:
    for content in (
        "text",
        [1],
        [1, 2, 3, 4],
        {"other": 1},
        None,
        3,
    ):
        for link in links.list_declared():
            with pytest.raises(LinkForged):
                link.read(signing.dumps(content, salt=link.salt))


@pytest.mark.parametrize(("link", "days"), [(sign_in.LINK, 3), (SURVEY, 400)], ids=["sign in", "survey"])
def test_a_link_that_has_an_age_ends(link: SignedLink, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sent_at = 1790000000.0
    monkeypatch.setattr(signing.time, "time", lambda: sent_at)
    token = link.token(*make_values(link))
    assert link.max_age == timedelta(days=days)

    monkeypatch.setattr(signing.time, "time", lambda: sent_at + days * 86400)
    link.read(token)
    monkeypatch.setattr(signing.time, "time", lambda: sent_at + days * 86400 + 2)
    with pytest.raises(LinkExpired):
        link.read(token)


def test_no_two_links_share_a_salt() -> None:
    with pytest.raises(ValueError, match="two links"):
        SignedLink(salt=PLACE.salt, url_name="elsewhere")
