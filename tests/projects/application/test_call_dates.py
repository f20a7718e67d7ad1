"""A call that has opened is closed early, or its dates corrected: dated, with a reason, mailed to those who write."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import DateRefused, TransitionRefused
from programmes.actions.editions import change_call
from programmes.models import Call
from projects.application.actions.answers import CallClosed
from projects.application.actions.call_dates import OpeningRefused, change_call_dates
from projects.application.actions.submission import start_application
from projects.application.enums import ApplicationState
from tests.factories import application, edition_with, user
from tests.support.dossiers import lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def changed(world, *, at=None, **dates):
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    return change_call_dates(
        call=call,
        known_closing=call.closes_at,
        closes_at=dates.get("closes_at", call.closes_at),
        opens_at=dates.get("opens_at"),
        reason_fr="La salle est réservée plus tôt.",
        actor=world.organiser,
        at=at or timezone.now(),
    )


def test_a_call_is_closed_now_from_its_page_and_those_who_write_are_notified(as_user, client) -> None:
    world = edition_with()
    draft = application(world.edition, state=ApplicationState.DRAFT)
    address = reverse("projects:extend_call", args=[world.edition.slug])
    known = world.edition.call.closes_at.isoformat()

    page = as_user(world.organiser).post(
        address,
        {"close_now": "on", "reason_fr": "Trop de dossiers.", "known_closing": known},
        follow=True,
    )

    assert "L’appel est clos. 1 message part." in page.text.replace("\N{NO-BREAK SPACE}", " ")
    call = Call.objects.get(pk=world.edition.call.pk)
    with pytest.raises(CallClosed):
        start_application(call=call, user=user(), at=timezone.now())
    mail = OutgoingMail.objects.get(template="projects/application/call_dates_changed")
    assert mail.user == lead(draft)
    assert "l’appel est clos" in mail.subject
    assert "Trop de dossiers." in mail.text
    public = client.get(reverse("programmes:call", args=[world.edition.slug])).text
    assert "Clôture avancée au" in public
    assert "Trop de dossiers." in public
    entry = AuditEntry.objects.get(verb="change_call_dates")
    assert (entry.actor, entry.data["reason"]) == (world.organiser, "Trop de dossiers.")


def test_a_closing_comes_earlier_and_an_opening_earlier_or_later() -> None:
    world, now = edition_with(), timezone.now()

    earlier = changed(world, closes_at=now + 2 * DAY)
    opening = changed(world, opens_at=now - 30 * DAY)
    later = changed(world, opens_at=now + DAY)

    call = Call.objects.get(pk=world.edition.call.pk)
    assert (call.opens_at, call.closes_at) == (now + DAY, now + 2 * DAY)
    assert (earlier.shortens, opening.extends, later.new_opens_at) == (True, False, now + DAY)
    assert not call.is_open(now)


def test_a_call_whose_opening_was_put_off_still_changes_only_here(as_user) -> None:
    world, now = edition_with(), timezone.now()
    changed(world, opens_at=now + DAY)
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    call.closes_at += DAY

    with pytest.raises(TransitionRefused, match="avec une raison"):
        change_call(call=call, changed=["closes_at"], actor=world.organiser, at=now)
    changed(world, closes_at=call.closes_at)


def test_dates_that_cannot_be_are_refused_with_the_way_out() -> None:
    now = timezone.now()
    world = edition_with(reviews_due_at=now + 12 * DAY)

    with pytest.raises(DateRefused, match="Changez d’abord l’autre date"):
        changed(world, closes_at=now + 20 * DAY)
    with pytest.raises(DateRefused, match="La clôture doit suivre"):
        changed(world, opens_at=now + 30 * DAY)
    with pytest.raises(DateRefused, match="au moins une date"):
        changed(world)


def test_a_call_with_sent_dossiers_does_not_open_later() -> None:
    world = edition_with(applications=1)

    with pytest.raises(OpeningRefused):
        changed(world, opens_at=timezone.now() + DAY)


def test_in_an_edition_of_the_past_dates_are_corrected_in_the_past_and_nobody_is_notified() -> None:
    now = timezone.now()
    world = edition_with(silent=True)
    application(world.edition, state=ApplicationState.DRAFT)

    made = changed(world, closes_at=now - DAY)

    assert made.notified_count == 0
    assert Call.objects.get(pk=world.edition.call.pk).closes_at == now - DAY
    assert not OutgoingMail.objects.exists()


def test_a_call_that_is_closed_is_not_offered_to_be_closed(as_user) -> None:
    world = edition_with()
    address = reverse("projects:extend_call", args=[world.edition.slug])
    assert 'name="close_now"' in as_user(world.organiser).get(address).text

    Call.objects.update(closes_at=timezone.now() - DAY)
    call = Call.objects.get(pk=world.edition.call.pk)

    assert 'name="close_now"' not in as_user(world.organiser).get(address).text
    page = as_user(world.organiser).post(
        address,
        {
            "closes_at": "2026-01-05T18:00",
            "reason_fr": "Erreur.",
            "known_closing": call.closes_at.isoformat(),
        },
    )
    assert "Choisissez un moment à venir." in page.text
    assert "cochez" not in page.text
