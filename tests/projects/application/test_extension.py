"""A call is extended, closed early or corrected: dated, mailed, public; and late dossiers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import DateRefused, TransitionRefused
from programmes.actions.editions import change_call
from programmes.actions.late_access import offer_late_access, revoke_late_access, take_up_late_access
from programmes.models import Call, CallDateChange
from projects.application.actions.answers import CallClosed
from projects.application.actions.call import OpeningRefused, change_call_dates
from projects.application.actions.submission import start_application, submit_application
from projects.application.enums import ApplicationState
from projects.models import Application, MemberRights
from tests.factories import application, edition, edition_with, sheet, user
from tests.support.dossiers import ANSWERS, complete_draft, fill, full_form, lead, member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def extended(world, *, by=2 * DAY, at=None):
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    return change_call_dates(
        call=call,
        expected_closing=call.closes_at,
        closes_at=call.closes_at + by,
        reason_fr="Les vacances tombaient mal.",
        actor=world.organiser,
        at=at or timezone.now(),
    )


def test_everyone_with_a_draft_is_notified_and_nobody_else(django_assert_max_num_queries) -> None:
    world = edition_with()
    drafts = [application(world.edition, state=ApplicationState.DRAFT) for _ in range(3)]
    reader = member(drafts[0], MemberRights.READ, at=timezone.now(), who=user(language="en"))
    application(world.edition)
    application(world.edition, state=ApplicationState.WITHDRAWN)
    application(edition(), state=ApplicationState.DRAFT)

    with django_assert_max_num_queries(14):
        made = extended(world)

    mails = OutgoingMail.objects.filter(template="projects/application/call_extended")
    assert set(mails.values_list("user", flat=True)) == {lead(draft).pk for draft in drafts} | {reader.pk}
    assert made.notified_count == 4
    assert "the deadline is extended" in mails.get(user=reader).subject
    assert "Les vacances tombaient mal." in mails.first().text
    entry = AuditEntry.objects.get(verb="extend_call")
    assert (entry.actor, entry.data["notified_count"]) == (world.organiser, 4)


def test_a_member_who_changes_a_sent_dossier_is_notified_too() -> None:
    world = edition_with()
    changed = application(world.edition)
    changed.next_sheet = sheet(world.edition.call.form)
    changed.save(update_fields=["next_sheet"])

    extended(world)

    mail = OutgoingMail.objects.get(template="projects/application/call_extended")
    assert mail.user == lead(changed)
    assert "ce que vous aviez déposé reste valable" in mail.text


def test_the_page_says_how_many_messages_will_leave_then_sends_them(as_user, client) -> None:
    world = edition_with()
    for _number in range(2):
        application(world.edition, state=ApplicationState.DRAFT)
    call, browser = world.edition.call, as_user(world.organiser)
    address = reverse("projects:extend_call", args=[world.edition.slug])
    later = timezone.localtime(call.closes_at + DAY).replace(second=0, microsecond=0)

    before = browser.get(address)
    after = browser.post(
        address,
        {
            "closes_at": later.strftime("%Y-%m-%dT%H:%M"),
            "reason_fr": "Une panne nationale.",
            "reason_en": "A nationwide outage.",
            "expected_closing": before.context["form"]["expected_closing"].value(),
        },
        follow=True,
    )

    assert "2 messages partiront aussitôt" in before.text
    assert "2 messages partent" in after.text
    assert Call.objects.get(pk=call.pk).closes_at == later
    public = reverse("programmes:call", args=[world.edition.slug])
    assert "Appel prolongé" in client.get(public).text
    assert "Une panne nationale." in client.get(public).text
    english = Client()
    english.cookies["django_language"] = "en"
    assert "A nationwide outage." in english.get(public).text
    assert "Une panne nationale." in browser.get(address).text


def test_a_page_opened_before_somebody_else_extended_is_refused(as_user) -> None:
    world = edition_with()
    known = world.edition.call.closes_at
    extended(world)

    page = as_user(world.organiser).post(
        reverse("projects:extend_call", args=[world.edition.slug]),
        {
            "closes_at": timezone.localtime(known + 3 * DAY).strftime("%Y-%m-%dT%H:%M"),
            "reason_fr": "Encore.",
            "expected_closing": known.isoformat(),
        },
    )

    assert page.status_code == 422
    assert "vient d’être changée" in page.text
    assert CallDateChange.objects.count() == 1


def test_a_closed_call_opens_again_only_with_a_closing_to_come() -> None:
    now = timezone.now()
    world = edition_with(opens_at=now - 9 * DAY, closes_at=now - 3 * DAY)

    for shift in (-DAY, timedelta(0), DAY):
        with pytest.raises(TransitionRefused):
            extended(world, by=shift)
    extended(world, by=4 * DAY)

    assert Call.objects.get(pk=world.edition.call.pk).accepts(now)


def test_a_call_that_has_not_opened_or_whose_decisions_are_out_is_not_extended() -> None:
    now = timezone.now()
    early = edition_with(opens_at=now + DAY, closes_at=now + 9 * DAY)
    decided = edition_with(announced_at=now)

    for world in (early, decided):
        with pytest.raises(TransitionRefused):
            extended(world)


def test_a_draft_refused_at_the_closing_goes_after_an_extension() -> None:
    world = edition_with(form=full_form())
    draft = complete_draft(world.edition, at=timezone.now())
    closing = world.edition.call.closes_at
    with pytest.raises(CallClosed):
        submit_application(application=draft, actor=lead(draft), at=closing, rules_version=1)

    extended(world, at=closing)

    assert submit_application(application=draft, actor=lead(draft), at=closing, rules_version=1)
    assert Application.objects.get(pk=draft.pk).timing == "on_time"


def test_in_the_grace_a_draft_goes_and_is_marked(as_user) -> None:
    world = edition_with(form=full_form())
    Call.objects.update(grace_minutes=30)
    world.edition.call.refresh_from_db()
    draft = complete_draft(world.edition, at=timezone.now())
    closing = world.edition.call.closes_at

    with pytest.raises(CallClosed):
        start_application(call=world.edition.call, user=user(), at=closing)
    submit_application(application=draft, actor=lead(draft), at=closing + SECOND, rules_version=1)

    sent = Application.objects.get(pk=draft.pk)
    assert (sent.timing, sent.is_late) == ("grace", True)
    page = as_user(world.organiser).get(
        reverse("projects:manage_application", args=[world.edition.slug, sent.reference])
    )
    assert "hors délai" in page.text


def test_with_a_late_link_one_person_sends_one_dossier_and_no_second() -> None:
    now = timezone.now()
    world = edition_with(form=full_form(), opens_at=now - 9 * DAY, closes_at=now - DAY)
    call, late = world.edition.call, user("Maëlle Ravenel")
    access = offer_late_access(
        call=call,
        email=late.email,
        reason="Panne",
        expires_at=now + DAY,
        actor=world.organiser,
        at=now,
    )
    take_up_late_access(access=access, user=late, at=now)

    begun = start_application(call=call, user=late, at=now)
    fill(begun, late, at=now, **ANSWERS)
    submit_application(application=begun, actor=late, at=now + SECOND, rules_version=1)

    sent = Application.objects.get(pk=begun.pk)
    access.refresh_from_db()
    assert (sent.timing, access.spent_at) == ("late_link", now + SECOND)
    assert AuditEntry.objects.filter(verb="spend_late_access").count() == 1
    with pytest.raises(CallClosed):
        start_application(call=call, user=user(), at=now)
    Application.objects.update(state=ApplicationState.WITHDRAWN)
    with pytest.raises(CallClosed):
        start_application(call=call, user=late, at=now + 2 * SECOND)


def test_a_link_revoked_or_expired_while_writing_keeps_the_words_and_sends_nothing(as_user) -> None:
    now = timezone.now()
    world = edition_with(form=full_form(), opens_at=now - 9 * DAY, closes_at=now - DAY)
    call, late = world.edition.call, user()
    access = offer_late_access(
        call=call,
        email=late.email,
        reason="Panne",
        expires_at=now + DAY,
        actor=world.organiser,
        at=now,
    )
    take_up_late_access(access=access, user=late, at=now)
    begun = start_application(call=call, user=late, at=now)
    fill(begun, late, at=now, **ANSWERS)
    browser = as_user(late)
    form = reverse("projects:application_form", args=[begun.reference, 2])
    assert "hors délai" in browser.get(form).text

    with pytest.raises(CallClosed):
        submit_application(application=begun, actor=late, at=access.expires_at, rules_version=1)
    revoke_late_access(access=access, actor=world.organiser, at=now)
    with pytest.raises(CallClosed):
        submit_application(application=begun, actor=late, at=now, rules_version=1)

    saved = browser.post(
        reverse("projects:application_answer", args=[begun.reference, "title"]), {"value": "Trop tard"}
    )
    assert saved.status_code == 423
    assert ANSWERS["solution"] in browser.get(form).text


def changed(world, *, at=None, **dates):
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    return change_call_dates(
        call=call,
        expected_closing=call.closes_at,
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
        {"close_now": "on", "reason_fr": "Trop de dossiers.", "expected_closing": known},
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


def test_impossible_dates_are_refused_with_a_way_out() -> None:
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
