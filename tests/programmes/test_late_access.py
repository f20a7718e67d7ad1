"""One person submits after the closing: the link, who may use it, and when it stops."""

import copy
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes import late_links
from programmes.actions import late_access as actions
from programmes.models import Call, LateAccess
from tests.factories import edition_with, user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def build_closed():
    """An edition whose call closed yesterday."""
    now = timezone.now()
    return edition_with(opens_at=now - 9 * DAY, closes_at=now - DAY)


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(build_closed)


@pytest.fixture
def closed(built, db):
    return copy.deepcopy(built)


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
    return reverse("programmes:late_access", args=[late_links.LINK.token_of(access)])


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
def test_a_link_that_would_open_nothing_is_refused_and_what_was_typed_is_kept(as_user, closed, until) -> None:
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
def test_a_dead_link_says_why_and_opens_nothing(as_user, closed, change) -> None:
    someone, now = user(), timezone.now()
    access = offered(closed, someone)
    address = link(access)
    changes = {
        "revoked": {"revoked_at": now},
        "expired": {"expires_at": now},
        "spent": {"used_at": now, "used_by": someone, "spent_at": now},
    }
    if change == "forged":
        address = reverse("programmes:late_access", args=[f"{late_links.LINK.token_of(access)}x"])
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


def test_a_link_that_ends_before_the_extended_closing_says_it_is_no_longer_needed(as_user, closed) -> None:
    someone = user()
    access = offered(closed, someone)
    Call.objects.filter(edition=closed.edition).update(closes_at=access.expires_at + DAY)

    page = as_user(someone).get(link(access)).text
    listed = as_user(closed.organiser).get(
        reverse("programmes:manage_late_accesses", args=[closed.edition.slug])
    )

    assert "L’appel reste ouvert à tout le monde" in page
    assert "Il portera la mention" not in page
    assert "L’appel ferme après lui, pour tout le monde" in listed.text


def test_the_link_of_another_edition_is_unknown_here(as_user, closed) -> None:
    other = edition_with()
    access = offered(closed, user())

    answer = as_user(other.organiser).post(
        reverse("programmes:revoke_late_access", args=[other.edition.slug, access.pk])
    )

    assert answer.status_code == 404
    access.refresh_from_db()
    assert access.revoked_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_links_asks_as_much_for_three_as_for_one(
    as_user, closed, count, django_assert_max_num_queries
) -> None:
    for _number in range(count):
        someone = user()
        actions.take_up_late_access(access=offered(closed, someone), user=someone, at=timezone.now())
    browser = as_user(closed.organiser)

    with django_assert_max_num_queries(8):
        page = browser.get(reverse("programmes:manage_late_accesses", args=[closed.edition.slug]))

    assert page.text.count("Panne du réseau") == count


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
