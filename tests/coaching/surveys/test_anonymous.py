"""An anonymous survey keeps neither who nor when, and a debrief that is over ties no answer to anybody."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers, signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.errors import RevisionChanged
from accelerator.questionnaires.models import AnswerSheet
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions import attendees
from coaching.demo import surveys as answering
from coaching.models import AnonymousResponse, Attendance, Attendee, AttendeeResponse, Survey
from coaching.surveys.actions import invitations, people, room, survey as actions
from coaching.surveys.actions.survey import open_survey
from coaching.surveys.enums import SurveyKind
from coaching.surveys.links import ANONYMOUS_LINK
from coaching.surveys.progress import count_survey
from coaching.surveys.reminders import survey_missing
from coaching.surveys.results.responses import read_responses
from coaching.surveys.tasks import unlink_answers_of_ended_debriefs
from tests import factories
from tests.support.live import LiveSession, run_session
from tests.support.reminders import plan_rules
from tests.support.shared import share_world
from tests.support.synthesis import posted
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
ANSWERS: dict[str, Any] = {"overall": 4, "to_change": "Le bruit de la salle.", "quote": "no"}


def open_anonymous(partners: int = 2) -> tuple[factories.World, Survey]:
    world = factories.edition_with(partners=partners)
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le climat", anonymous=True, audiences=["partners"],
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=20), actor=world.organiser, at=NOW(),
    )  # fmt: skip
    actions.send_links(survey=survey, actor=world.organiser, at=NOW())
    survey.refresh_from_db()
    return world, survey


def address_of(survey: Survey) -> str:
    return reverse("coaching:anonymous_survey", args=[ANONYMOUS_LINK.token_of(survey)])


def every_row() -> dict[str, str]:
    """Every row of every table, as text."""
    rows = {}
    for model in apps.get_models():
        for row in model._default_manager.order_by("pk"):
            rows[f"{model._meta.label} {row.pk}"] = serializers.serialize("json", [row])
    return rows


def test_everybody_gets_the_same_link_whenever_it_was_mailed(monkeypatch: pytest.MonkeyPatch) -> None:
    world, survey = open_anonymous()
    monkeypatch.setattr(signing.time, "time", lambda: NOW().timestamp() + 86400)
    mails = OutgoingMail.objects.filter(template="coaching/surveys/wave_link")

    assert mails.count() == 2
    assert {mail.text.split("/anonymous/")[1].split("/")[0] for mail in mails} == {
        ANONYMOUS_LINK.token_of(survey)
    }
    assert survey.invited_count == 2
    assert not survey.personal_responses.exists()
    assert world.partners[0].email in {mail.to_email for mail in mails}


def test_an_answer_leaves_one_row_without_anybody_or_any_hour(as_user: AsUser) -> None:
    world, survey = open_anonymous()
    client = as_user(world.partners[0])  # signed in all the same
    client.get(address_of(survey))
    before = every_row()

    assert client.post(address_of(survey), posted(**ANSWERS)).status_code == 302

    after = every_row()
    new = {name for name, row in after.items() if before.get(name) != row}
    assert len(new) == 1
    (row,) = json.loads(after[new.pop()])
    assert row["model"] == "coaching.anonymousresponse"
    assert row["fields"] == {"survey": survey.pk, "values": ANSWERS}
    assert set(row) == {"model", "pk", "fields"}


def test_the_order_of_rows_does_not_reveal_the_last_answer() -> None:
    _world, survey = open_anonymous(partners=12)
    for number in range(12):
        people.take_anonymous_response(survey=survey, values={**ANSWERS, "to_change": str(number)}, at=NOW())

    stored = [
        row.values["to_change"]
        for row in AnonymousResponse.objects.raw("SELECT * FROM coaching_anonymousresponse")
    ]
    by_key = [row.values["to_change"] for row in AnonymousResponse.objects.order_by("pk")]
    came = [str(number) for number in range(12)]
    assert sorted(stored) == sorted(by_key) == sorted(came)
    assert stored != came
    assert by_key != came


def test_one_answers_once_and_no_more_answers_come_than_people_were_asked(client: Client) -> None:
    _world, survey = open_anonymous()
    address = address_of(survey)
    assert client.post(address, posted(overall=4)).status_code == 422
    client.post(address, posted(**ANSWERS))
    assert "votre réponse est arrivée" in client.get(address).text
    assert "votre réponse est arrivée" not in client.get(f"{address}?again=1").text

    Client().post(address, posted(**ANSWERS))
    assert Client().post(address, posted(**ANSWERS)).status_code == 422
    assert survey.anonymous_responses.count() == 2
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    assert "terminée" in Client().get(address).text
    assert Client().post(address, posted(**ANSWERS)).status_code == 422


def test_the_settings_of_a_survey_with_answers_leave_the_main_button_to_its_results(as_user: AsUser) -> None:
    world, survey = open_anonymous()
    Client().post(address_of(survey), posted(**ANSWERS))
    client = as_user(world.organiser)
    page = client.get(reverse("coaching:manage_surveys", args=[world.edition.slug]) + "?kind=free-1").text
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "Lire les résultats" in main
    assert main.count("btn-primary") == 1


def test_nobody_is_identified_by_reminders_the_page_or_a_second_opening(as_user: AsUser) -> None:
    world, survey = open_anonymous()
    Client().post(address_of(survey), posted(**ANSWERS))
    client = as_user(world.organiser)
    page = client.get(reverse("coaching:manage_surveys", args=[world.edition.slug]) + "?kind=free-1").text
    assert "1, pour 2 personnes interrogées" in page
    assert world.partners[0].email not in page
    assert "aux 2 personnes interrogées, puisqu’on ne sait pas" in page
    with pytest.raises(TransitionRefused):
        invitations.remind_now(survey=survey, actor=world.organiser, at=NOW())

    plan_rules(NOW() + timedelta(days=7, minutes=5), "coaching.survey_missing")
    assert OutgoingMail.objects.filter(template="coaching/surveys/wave_reminder").count() == 2

    dates = {"opens_at": survey.opens_at, "closes_at": survey.closes_at + timedelta(days=9)}
    wave = {"edition": world.edition, "kind": survey.kind, "wave": survey.wave, "actor": None}
    for wrong in ({"at": NOW(), "anonymous": False}, {"at": survey.closes_at}):
        with pytest.raises(TransitionRefused):
            actions.open_survey(**wave, **dates, **wrong)


def test_an_answer_to_questions_that_changed_meanwhile_is_saved_by_neither_way_in() -> None:
    world, survey = open_anonymous()
    values = {"survey": survey, "values": ANSWERS, "at": NOW()}

    with pytest.raises(RevisionChanged):
        people.take_anonymous_response(**values, revision_id=survey.form_id + 1)
    with pytest.raises(RevisionChanged):
        people.enter_anonymous_paper(**values, actor=world.organiser, revision_id=survey.form_id + 1)
    assert not AnonymousResponse.objects.exists()

    people.take_anonymous_response(**values, revision_id=survey.form_id)
    people.enter_anonymous_paper(**values, actor=world.organiser, revision_id=survey.form_id)
    assert AnonymousResponse.objects.count() == 2


def test_a_link_that_is_not_anonymous_is_no_way_in(client: Client) -> None:
    _world, survey = open_anonymous()
    address = address_of(survey)
    assert client.get(address.replace("anonymous/", "anonymous/x")).status_code == 404
    Survey.objects.update(anonymous=False)
    assert client.get(address).status_code == 404


def test_an_answer_on_paper_does_not_use_up_a_link() -> None:
    world, survey = open_anonymous(partners=1)
    answer: dict[str, Any] = {"survey": survey, "values": ANSWERS, "at": NOW()}
    people.enter_anonymous_paper(**answer, actor=world.organiser)
    people.take_anonymous_response(**answer)
    with pytest.raises(people.EverybodyAnswered):
        people.take_anonymous_response(**answer)
    assert survey.anonymous_responses.count() == 2


def test_the_link_that_everybody_has_is_shut_and_a_new_one_sent_to_everybody(
    client: Client, as_user: AsUser
) -> None:
    world, survey = open_anonymous()
    old, organiser = address_of(survey), as_user(world.organiser)
    shut = reverse("coaching:survey_revoke_links", args=[world.edition.slug, survey.slug])
    renew = reverse("coaching:survey_renew_links", args=[world.edition.slug, survey.slug])
    client.post(old, posted(**ANSWERS))

    organiser.post(shut)
    again = organiser.post(shut, follow=True).text

    survey.refresh_from_db()
    assert "déjà révoqués" in again
    assert client.get(old).status_code == 404
    assert (
        client.get(address_of(survey)).status_code == 404
    )  # nor does one signed since, which nobody was sent
    assert list(survey_missing(survey.sent_out_at + timedelta(days=7))) == []  # type: ignore[operator]
    assert survey.anonymous_responses.count() == 1  # what came stays
    assert actions.send_links(survey=survey, actor=world.organiser, at=NOW()) == 0
    mails = OutgoingMail.objects.filter(template="coaching/surveys/wave_link")
    before = mails.count()
    organiser.post(renew)
    organiser.post(renew)
    survey.refresh_from_db()
    assert mails.count() == before + 2
    assert address_of(survey) in mails.latest("pk").text
    assert client.get(address_of(survey) + "?again").status_code == 200
    assert survey.invited_count == 2


def build_debrief() -> LiveSession:
    found = run_session()
    room.open_in_room(edition=found.world.edition, actor=found.world.organiser, at=timezone.now())
    return found


built, live = share_world(build_debrief)


def answer(live: LiveSession, name: str, quote: str = "anonymous") -> AttendeeResponse:
    at = timezone.now()
    attendee = attendees.add_attendee(session=live.session, name=name, kind="observer", actor=None, at=at)
    begun = room.start_room_response(survey=Survey.objects.get(), attendee=attendee, at=at)
    answering.fill_in(begun.sheet, {"overall": "4", "one_word": name, "quote": quote}, at)
    room.send_room_response(response=begun, at=at)
    return begun


def end_debrief() -> None:
    over = timezone.now() - timedelta(minutes=1)
    Survey.objects.update(opens_at=over - timedelta(hours=1), closes_at=over)


def list_names() -> list[str | None]:
    return list(AttendeeResponse.objects.order_by("pk").values_list("attendee__name", flat=True))


def list_hours(response: AttendeeResponse) -> set[Any]:
    response.refresh_from_db()
    sheet = AnswerSheet.objects.get(pk=response.sheet_id)
    saved = sheet.answers.values_list("saved_at", flat=True)
    return {response.started_at, response.sent_at, sheet.created_at, sheet.saved_at, sheet.frozen_at, *saved}


def test_when_the_debrief_is_over_and_not_before_no_link_and_no_hour_says_who_answered(
    live: LiveSession,
) -> None:
    cut, _private, signed = (
        answer(live, name, quote) for name, quote in (("Ana", "anonymous"), ("Bob", "no"), ("Cid", "named"))
    )
    unlink_answers_of_ended_debriefs()
    assert list_names() == ["Ana", "Bob", "Cid"]
    end_debrief()
    assert unlink_answers_of_ended_debriefs() == 2
    assert list_names() == [None, None, "Cid"]
    end = Survey.objects.get().closes_at
    assert list_hours(cut) == {end}
    assert end not in list_hours(signed)
    assert unlink_answers_of_ended_debriefs() == 0
    entry = AuditEntry.objects.get(verb="unlink_answers")
    assert (entry.actor, entry.data) == (None, {"count": 2})


def test_what_was_begun_and_what_came_on_paper_keep_their_name(live: LiveSession) -> None:
    answer(live, "Ana")
    at, organiser = timezone.now(), live.world.organiser
    begun = attendees.add_attendee(session=live.session, name="Bob", kind="observer", actor=None, at=at)
    room.start_room_response(survey=Survey.objects.get(), attendee=begun, at=at)
    answer(live, "Cid")
    AttendeeResponse.objects.filter(attendee__name="Cid").update(paper_by=organiser)
    end_debrief()

    unlink_answers_of_ended_debriefs()

    assert list_names() == [None, "Bob", "Cid"]
    for rows in (AttendeeResponse.objects.filter(attendee__name=name) for name in ("Bob", "Cid")):
        with pytest.raises(IntegrityError, match="unlinked_response"), transaction.atomic():
            rows.update(attendee=None)


def test_results_and_counts_stay_as_they_were(live: LiveSession, as_user: AsUser) -> None:
    for number in range(5):
        answer(live, f"Personne {number}")
    answer(live, "Nommée", "named")
    day, there = live.session.days.get(), Attendee.objects.filter(name__startswith="Personne")[:2]
    for attendee in there:
        Attendance.objects.create(attendee=attendee, day=day, half="am", at=timezone.now())
    end_debrief()
    survey = Survey.objects.get()
    page = reverse("coaching:survey_results", args=[live.world.edition.slug, "debrief"])
    before, room_before = read_responses(survey)[1], count_survey(survey).room
    values = as_user(live.world.organiser).get(page).text.partition("<main")[2]

    unlink_answers_of_ended_debriefs()

    survey = Survey.objects.get()
    assert room_before
    assert room_before.people == 6
    assert count_survey(survey).room == room_before
    assert read_responses(survey)[1] == before
    assert [row.project for row in before if row.project] == ["Nommée"]
    assert as_user(live.world.organiser).get(page).text.partition("<main")[2] == values


def test_a_debrief_whose_links_are_cut_does_not_open_again(live: LiveSession) -> None:
    """Nothing would keep who answered from answering again."""
    sent = answer(live, "Ana")
    end_debrief()
    unlink_answers_of_ended_debriefs()
    at = timezone.now()
    dates = {"opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=1)}

    with pytest.raises(TransitionRefused, match="ne se rouvre pas"):
        open_survey(edition=live.world.edition, kind=SurveyKind.DEBRIEF, actor=None, at=at, **dates)
    with pytest.raises(TransitionRefused, match="ne se rouvre pas"):
        room.open_in_room(edition=live.world.edition, actor=None, at=at)
    with pytest.raises(TransitionRefused, match="ne se rouvre pas"):
        room.change_quote(response=sent, quote="named", at=at)
