"""Links in people's mailboxes go on opening: tokens that an earlier release made are read as they were written."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing

from accelerator import links
from accelerator.accounts import links as sign_in
from accelerator.links import LinkExpired, LinkForged, SignedLink
from coaching.attendance.badges import BADGE
from coaching.session.feed import LINK as FEED
from coaching.surveys.links import ANONYMOUS_LINK, PERSONAL_LINK
from coaching.surveys.links import LINK as SURVEY
from programmes.invitation_links import LINK as INVITATION
from programmes.late_links import LINK as LATE
from programmes.scheme_links import LINK as SCHEME
from projects.members.links import LINK as PLACE

KEY = "an-old-key-of-a-site-that-has-sent-links-by-mail-0123456789"
SENT_AT = 1790000000.0
NONCE = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
ROW = "WzQ3MTEsIjBmMWUyZDNjNGI1YTY5Nzg4Nzk2YTViNGMzZDJlMWYwIl0:1x8elk"
OLD: list[tuple[SignedLink, str, list[Any], str]] = [
    (
        sign_in.LINK,
        (
            "eyJ1c2VyIjoxNywic2VlbiI6IjIwMjYtMDktMDFUMDg6MzA6MDAuMTIzNDU2KzAwOjAwIn0:1x8elk:"
            "AihBEm95mXQIQfkyO7uplkjxrdLx9ffIF0kzwmNu9N0"
        ),
        [17, "2026-09-01T08:30:00.123456+00:00"],
        "/account/link/{}/",
    ),
    (
        INVITATION,
        f"{ROW}:raydcHyNB-mBUYypcAgl6Iw_Z0kWLD6N2SlQ9HzhdNw",
        [4711, NONCE],
        "/account/invitation/{}/",
    ),
    (LATE, f"{ROW}:hG15Y0u7_eKCdPw_pFlcqkhZTxdve1DHIT-DryaRCt4", [4711, NONCE], "/account/late/{}/"),
    (
        PLACE,
        f"{ROW}:OzfDGlux_yLE35NVlBFzudXckdf6mpk8P18N3QQrerw",
        [4711, NONCE],
        "/account/project-invitation/{}/",
    ),
    (
        SURVEY,
        "WzQ3MTEsIjBmMWUyZDNjNGI1YTY5NzgiLDE3XQ:1x8elk:sIJq2B71iddmXJhNfo5mMDg17eNwCQsLiLA62t5HFFY",
        [4711, NONCE[:16], 17],
        "",
    ),
    (
        SCHEME,
        f"{ROW}:2RzrB_fFCNs_mW-aaozp-_6RgyPlTLKH9k607GU0fJY",
        [4711, NONCE],
        "/schemes/{}/",
    ),
    (
        PERSONAL_LINK,
        f"{ROW}:MILEP7StvQrK9ZUqOQjEIFYm3md6sYPvO8xVPhoOWgU",
        [4711, NONCE],
        "/asked/{}/",
    ),
    (
        ANONYMOUS_LINK,
        f"{ROW.rpartition(':')[0]}:rUDE1XpJEbxLnM_B0kbn8Mdd_q7mPN-x43Ez98_LbKs",
        [4711, NONCE],
        "/anonymous/{}/",
    ),
    (
        BADGE,
        f"{ROW}:Wpj-RqZ4uNhU1R7Zsw2Z8FAFeVquyjoov4Q_plt1TYQ",
        [4711, NONCE],
        "/live/badges/{}/",
    ),
    (FEED, f"{ROW}:7sDxNriN5d82hB8EmtZ1jMtR3hBDnqJBpiasrg1aHfs", [4711, NONCE], "/calendar/{}.ics"),
]


@pytest.fixture
def _on_the_day(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECRET_KEY = KEY
    monkeypatch.setattr(signing.time, "time", lambda: SENT_AT)


@pytest.mark.usefixtures("_on_the_day")
@pytest.mark.parametrize(("link", "token", "values", "page"), OLD, ids=[old[0].salt for old in OLD])
def test_a_token_of_an_earlier_release_is_read_and_made_alike(
    link: SignedLink, token: str, values: list[Any], page: str, settings: Any
) -> None:
    assert link.read(token) == values
    assert link.token(*values) == token
    if page:
        assert link.address(*values) == settings.SITE_URL + page.format(token)


@pytest.mark.usefixtures("_on_the_day")
@pytest.mark.parametrize("link", links.list_declared(), ids=lambda link: link.salt)
def test_a_token_opens_nothing_but_what_it_was_made_for(link: SignedLink) -> None:
    tokens = {old.salt: token for old, token, *_rest in OLD}

    for salt, token in tokens.items():
        if salt != link.salt:
            with pytest.raises(LinkForged):
                link.read(token)
    for forged in ("", "x", tokens[link.salt][:-1], f"x{tokens[link.salt]}"):
        with pytest.raises(LinkForged):
            link.read(forged)


@pytest.mark.usefixtures("_on_the_day")
@pytest.mark.parametrize("content", ["text", [1], [1, 2, 3, 4], {"other": 1}, None, 3])
def test_a_token_that_holds_something_else_is_forged(content: Any) -> None:
    for link in links.list_declared():
        with pytest.raises(LinkForged):
            link.read(signing.dumps(content, salt=link.salt))


@pytest.mark.usefixtures("_on_the_day")
@pytest.mark.parametrize(("link", "days"), [(sign_in.LINK, 3), (SURVEY, 400)], ids=["sign in", "survey"])
def test_a_link_that_has_an_age_ends(link: SignedLink, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    token = next(token for old, token, *_rest in OLD if old == link)
    assert link.max_age == timedelta(days=days)

    monkeypatch.setattr(signing.time, "time", lambda: SENT_AT + days * 86400)
    link.read(token)
    monkeypatch.setattr(signing.time, "time", lambda: SENT_AT + days * 86400 + 2)
    with pytest.raises(LinkExpired):
        link.read(token)


def test_every_link_was_sent_by_an_earlier_release_and_none_shares_its_salt() -> None:
    assert {link.salt for link in links.list_declared()} == {link.salt for link, *_rest in OLD}
    with pytest.raises(ValueError, match="two links"):
        SignedLink(salt=PLACE.salt, url_name="elsewhere")


def test_a_token_holds_one_value_for_each_field() -> None:
    with pytest.raises(ValueError, match="pk"):
        PLACE.token(1)
