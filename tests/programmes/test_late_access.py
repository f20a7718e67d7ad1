"""Until when a call takes a dossier, to the second, and one person who submits after the closing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes import links
from programmes.actions import late_access as actions
from programmes.actions.late_access import offer_late_access, take_up_late_access
from programmes.enums import Timing
from programmes.models import Call, LateAccess
from programmes.queries import admission_of
from tests.factories import edition, edition_with, user
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def build_closed():
    """An edition whose call closed yesterday."""
    now = timezone.now()
    return edition_with(opens_at=now - 9 * DAY, closes_at=now - DAY)


built, closed = share_world(build_closed)


def offered(world, who, *, until=None, at=None) -> LateAccess:
    now = timezone.now()
    return actions.offer_late_access(
        call=world.edition.call,
        email=who.email,
        reason="Panne du réseau à Lisieux",
        expires_at=until or now + DAY,
        actor=world.organiser,
        at=at or now,
    )


def link(access: LateAccess) -> str:
    return reverse("programmes:late_access", args=[links.LATE_LINK.token_of(access)])


def test_the_link_is_mailed_privately_and_its_reason_is_logged(closed) -> None:
    someone = user(language="en")

    access = offered(closed, someone)

    mail = OutgoingMail.objects.get(to_email=someone.email)
    assert mail.private
    assert link(access).rsplit(":", 2)[0] in mail.text  # what follows is the second at which it was signed
    assert "after the deadline" in mail.subject
    entry = AuditEntry.objects.get(verb="offer_late_access")
    assert (entry.actor, entry.data["reason"]) == (closed.organiser, "Panne du réseau à Lisieux")


def test_the_organiser_sends_a_link_from_the_page(as_user, closed) -> None:
    address = reverse("programmes:manage_late_accesses", args=[closed.edition.slug])
    until = timezone.localtime(timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M")

    answer = as_user(closed.organiser).post(
        address, {"email": "Lea@Exemple.test", "expires_at": until, "reason": "Hospitalisation"}, follow=True
    )

    assert LateAccess.objects.get().email == "lea@exemple.test"
    assert "Le lien part à lea@exemple.test" in answer.text


@pytest.mark.parametrize("until", [-DAY, -3 * DAY])
def test_a_link_that_would_open_nothing_is_refused_and_what_was_typed_stays(as_user, closed, until) -> None:
    address = reverse("programmes:manage_late_accesses", args=[closed.edition.slug])
    past = timezone.localtime(timezone.now() + until).strftime("%Y-%m-%dT%H:%M")

    page = as_user(closed.organiser).post(
        address, {"email": "lea@exemple.test", "expires_at": past, "reason": "Hospitalisation"}
    )

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["expires_at"]
    assert "Hospitalisation" in page.text
    assert not LateAccess.objects.exists()


def test_nobody_enters_once_decisions_are_announced(closed) -> None:
    closed.edition.announced_at = timezone.now()
    closed.edition.save()

    with pytest.raises(TransitionRefused):
        offered(closed, user())


def test_one_standing_link_a_person(closed) -> None:
    someone = user()
    offered(closed, someone)

    with pytest.raises(TransitionRefused, match="déjà un lien"):
        offered(closed, someone)


def test_an_expired_link_makes_way_for_another(closed) -> None:
    someone, now = user(), timezone.now()
    first = offered(closed, someone, until=now - timedelta(hours=1), at=now - timedelta(hours=2))

    second = offered(closed, someone)

    first.refresh_from_db()
    assert first.revoked_at
    assert second.revoked_at is None


def test_a_visitor_is_asked_to_sign_in_with_the_address_and_comes_back(client, closed) -> None:
    access = offered(closed, user(email="lea@exemple.test"))

    page = client.get(link(access))
    posted = client.post(link(access))

    assert "lea@exemple.test" in page.text
    assert f"{reverse('account_login')}?next=" in page.text
    assert posted.status_code == 200
    access.refresh_from_db()
    assert access.used_at is None


def test_the_person_takes_it_up_and_may_click_again(as_user, closed) -> None:
    someone = user()
    access = offered(closed, someone)
    browser = as_user(someone)

    first, again = browser.post(link(access)), browser.post(link(access))

    apply = reverse("projects:apply", args=[closed.edition.slug])
    assert (first.url, again.url) == (apply, apply)
    access.refresh_from_db()
    assert access.used_by == someone
    assert AuditEntry.objects.filter(verb="take_up_late_access").count() == 1
    page = browser.get(apply)
    assert "Commencer le dossier" in page.text
    assert "hors délai" in page.text


def test_the_link_of_somebody_else_is_refused(as_user, closed) -> None:
    access, thief = offered(closed, user()), user()
    browser = as_user(thief)

    page, posted = browser.get(link(access)), browser.post(link(access), follow=True)

    assert "Ce lien est personnel" in page.text
    assert "Ce lien est personnel" in posted.text
    access.refresh_from_db()
    assert access.used_by is None
    assert (
        "Commencer le dossier" not in browser.get(reverse("projects:apply", args=[closed.edition.slug])).text
    )


@pytest.mark.parametrize("change", ["revoked", "expired", "spent", "forged"])
def test_an_expired_or_revoked_link_says_why_and_opens_nothing(as_user, closed, change) -> None:
    someone, now = user(), timezone.now()
    access = offered(closed, someone)
    address = link(access)
    changes = {
        "revoked": {"revoked_at": now},
        "expired": {"expires_at": now},
        "spent": {"used_at": now, "used_by": someone, "spent_at": now},
    }
    if change == "forged":
        address = reverse("programmes:late_access", args=[f"{links.LATE_LINK.token_of(access)}x"])
    else:
        LateAccess.objects.filter(pk=access.pk).update(**changes[change])
    browser = as_user(someone)

    assert browser.get(address).status_code == 410
    assert browser.post(address).status_code == 410
    assert (
        "Commencer le dossier" not in browser.get(reverse("projects:apply", args=[closed.edition.slug])).text
    )


def test_revoking_stops_somebody_who_had_begun(as_user, closed) -> None:
    someone, at = user(), timezone.now()
    access = offered(closed, someone)
    actions.take_up_late_access(access=access, user=someone, at=at)
    as_user(closed.organiser).post(
        reverse("programmes:revoke_late_access", args=[closed.edition.slug, access.pk])
    )

    with pytest.raises(TransitionRefused):
        actions.spend_late_access(call=closed.edition.call, user=someone, at=at)
    with pytest.raises(TransitionRefused):
        actions.revoke_late_access(access=access, actor=closed.organiser, at=at)
    with pytest.raises(TransitionRefused):
        actions.take_up_late_access(access=access, user=someone, at=at)


def test_the_database_refuses_what_the_rules_refuse(closed) -> None:
    access = offered(closed, user())
    row = LateAccess.objects.filter(pk=access.pk)

    with pytest.raises(IntegrityError, match="late_access_used_by_somebody"), transaction.atomic():
        row.update(used_at=timezone.now())
    with pytest.raises(IntegrityError, match="late_access_used_before_spent"), transaction.atomic():
        row.update(spent_at=timezone.now())
    access.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        access.save(force_insert=True)


PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)


def closing_at(closes_at: datetime, **fields) -> Call:
    return edition(
        opens_at=closes_at - timedelta(days=30),
        published_at=closes_at - timedelta(days=40),
        closes_at=closes_at,
        **fields,
    ).call


def with_grace(call: Call, minutes: int) -> Call:
    call.grace_minutes = minutes
    call.save(update_fields=["grace_minutes"])
    return call


def test_the_second_of_opening_is_in_and_the_second_of_closing_is_out() -> None:
    call = edition().call

    assert not call.accepts(call.opens_at - SECOND)
    assert call.accepts(call.opens_at).timing == Timing.ON_TIME
    assert call.accepts(call.closes_at - SECOND).until == call.closes_at
    assert not call.accepts(call.closes_at)


def test_nothing_enters_a_call_that_is_not_published() -> None:
    call = edition(published_at=None).call

    assert not call.accepts(call.opens_at)


def test_a_draft_begun_in_time_has_the_grace_and_no_more() -> None:
    call = with_grace(edition().call, 10)
    begun, end = call.closes_at - SECOND, call.closes_at + timedelta(minutes=10)

    assert call.accepts(call.closes_at, begun_at=begun).timing == Timing.GRACE
    assert call.accepts(end - SECOND, begun_at=begun).until == end
    assert not call.accepts(end, begun_at=begun)


def test_the_grace_is_not_for_those_who_had_not_begun() -> None:
    call = with_grace(edition().call, 10)

    assert not call.accepts(call.closes_at + SECOND)
    assert not call.accepts(call.closes_at + SECOND, begun_at=call.closes_at)


@pytest.mark.parametrize(
    "closing",
    [
        datetime(
            2026, 10, 25, 2, 55, tzinfo=PARIS, fold=0
        ),  # the clocks go back at 3 h: this hour comes twice
        datetime(2027, 3, 28, 1, 55, tzinfo=PARIS),  # the clocks go forward at 2 h: an hour is missing
    ],
)
def test_ten_minutes_of_grace_are_ten_minutes_when_the_clocks_change(closing: datetime) -> None:
    call = with_grace(closing_at(closing), 10)
    begun, instant = closing - timedelta(days=1), closing.astimezone(UTC)

    assert call.accepts(instant + timedelta(minutes=9, seconds=59), begun_at=begun)
    assert not call.accepts(instant + timedelta(minutes=10), begun_at=begun)


def test_a_closing_at_six_in_the_evening_is_an_hour_later_for_the_server_in_winter() -> None:
    summer, winter = datetime(2026, 10, 24, 18, tzinfo=PARIS), datetime(2026, 10, 25, 18, tzinfo=PARIS)

    assert closing_at(summer).accepts(datetime(2026, 10, 24, 15, 59, 59, tzinfo=UTC))
    assert not closing_at(summer).accepts(datetime(2026, 10, 24, 16, tzinfo=UTC))
    assert closing_at(winter).accepts(datetime(2026, 10, 25, 16, 59, 59, tzinfo=UTC))
    assert not closing_at(winter).accepts(datetime(2026, 10, 25, 17, tzinfo=UTC))


def test_a_personal_access_opens_a_closed_call_to_its_holder_only() -> None:
    world = edition_with()
    call, at, late, other = world.edition.call, timezone.now(), user(), user()
    access = offer_late_access(
        call=call,
        email=late.email,
        reason="Panne",
        expires_at=call.closes_at + timedelta(days=2),
        actor=world.organiser,
        at=at,
    )
    after = call.closes_at + timedelta(hours=1)

    assert not admission_of(call, late, after)
    take_up_late_access(access=access, user=late, at=after)

    assert admission_of(call, late, after).timing == Timing.LATE_LINK
    assert not admission_of(call, other, after)
    assert not admission_of(call, AnonymousUser(), after)
    assert not admission_of(call, late, access.expires_at)


def test_an_access_to_one_call_opens_no_other() -> None:
    world, elsewhere = edition_with(), edition()
    call, late = world.edition.call, user()
    access = offer_late_access(
        call=call,
        email=late.email,
        reason="Panne",
        expires_at=call.closes_at + timedelta(days=2),
        actor=world.organiser,
        at=timezone.now(),
    )
    take_up_late_access(access=access, user=late, at=timezone.now())

    after = max(call.closes_at, elsewhere.call.closes_at) + SECOND
    assert admission_of(call, late, call.closes_at + SECOND)
    assert not admission_of(elsewhere.call, late, after)


def test_the_database_refuses_a_grace_of_two_days() -> None:
    call = edition().call

    with pytest.raises(IntegrityError, match="call_grace_within_a_day"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(grace_minutes=2 * 24 * 60)
