"""Papers of people of the session known by name alone, whom no mail reaches."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.forms import loose_form
from accelerator.questionnaires.models import Answer
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import add_attendee, remove_attendee
from coaching.demo import surveys as answering
from coaching.models import Attendance, Attendee, AttendeeResponse, Survey
from coaching.surveys.actions import room, survey as actions
from coaching.surveys.actions.paper import enter_attendee_paper
from coaching.surveys.enums import SurveyKind
from coaching.surveys.progress import count_survey
from coaching.surveys.results import several
from coaching.surveys.results.reading import read_results
from coaching.surveys.results.several import read_for_organisers
from tests import factories
from tests.support.live import LiveSession, run_session
from tests.support.shared import share_world
from tests.support.synthesis import answers_of, posted
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
ANSWERS: dict[str, Any] = {"overall": 2, "to_change": "Le froid de la salle.", "quote": "anonymous"}
ROOM_ANSWERS: dict[str, Any] = {"overall": 2, "pace": "right", "one_word": "Élan", "quote": "anonymous"}

built, live = share_world(run_session)


def come(live: LiveSession, name: str = "Ana Exemple") -> Attendee:
    return add_attendee(
        session=live.session, name=name, kind="observer", actor=live.world.organiser, at=NOW()
    )


def ask_everybody(live: LiveSession, **fields: Any) -> Survey:
    return actions.open_survey(
        edition=live.world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", opens_at=NOW() - timedelta(hours=1),
        closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(), **{"audiences": ["attendees"], **fields},
    )  # fmt: skip


def paper_of(survey: Survey, attendee: Attendee) -> str:
    place = [survey.edition.slug, survey.slug, attendee.pk]
    return reverse("coaching:survey_attendee_paper", args=place)


def read_lead(text: str) -> list[str]:
    return re.findall(r'<p class="lead">(.*?)</p>', text, re.DOTALL)


def board_of(survey: Survey, show: str = "") -> str:
    return f"{reverse('coaching:manage_surveys', args=[survey.edition.slug])}?kind={survey.slug}&show={show}"


def test_the_paper_of_somebody_known_by_name_is_typed_and_marked(live: LiveSession, as_user: AsUser) -> None:
    ana, survey = come(live), ask_everybody(live)
    organiser = as_user(live.world.organiser)
    address = paper_of(survey, ana)
    assert address in organiser.get(board_of(survey)).text
    assert "sans compte" in organiser.get(address).text

    assert organiser.post(address, posted(overall=2)).status_code == 422
    assert not AttendeeResponse.objects.exists()
    mails = OutgoingMail.objects.count()
    assert organiser.post(address, posted(**ANSWERS)).status_code == 302

    response = AttendeeResponse.objects.get()
    assert (response.attendee, response.is_sent, response.paper_by) == (ana, True, live.world.organiser)
    assert answers_of(response) == ANSWERS
    assert OutgoingMail.objects.count() == mails
    assert not Answer.objects.exclude(saved_by=None).exists()
    shown = organiser.get(board_of(survey)).text
    assert "saisi d’après papier par" in shown
    assert "Ana Exemple" in shown
    assert "Ana Exemple" not in organiser.get(board_of(survey, "awaited")).text

    assert organiser.get(address).status_code == 404
    assert organiser.post(address, posted(**{**ANSWERS, "overall": 5})).status_code == 422
    assert answers_of(response) == ANSWERS


def test_an_organiser_quotes_somebody_no_more_who_has_no_account(live: LiveSession, as_user: AsUser) -> None:
    ana, survey = come(live), ask_everybody(live)
    organiser = as_user(live.world.organiser)
    organiser.post(paper_of(survey, ana), posted(**ANSWERS))
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))  # an agreement is taken back at any time
    place = reverse("coaching:survey_withdraw_quote", args=[survey.edition.slug, survey.slug, ana.pk])
    assert place in organiser.get(board_of(survey)).text

    assert organiser.get(place).status_code == 405
    assert as_user(live.world.mentors[0]).post(place).status_code == 403
    elsewhere = factories.edition_with()
    there = place.replace(survey.edition.slug, elsewhere.edition.slug)
    assert [as_user(elsewhere.organiser).post(one).status_code for one in (place, there)] == [403, 404]
    assert organiser.post(place).status_code == 302

    response = AttendeeResponse.objects.get()
    assert answers_of(response) == {**ANSWERS, "quote": "no"}
    entry = AuditEntry.objects.get(verb="withdraw_quote")
    assert (entry.actor, entry.data) == (live.world.organiser, {"before": "anonymous", "after": "no"})
    assert place not in organiser.get(board_of(survey)).text
    organiser.post(place)
    assert AuditEntry.objects.filter(verb="withdraw_quote").count() == 1


def test_a_quote_that_was_withdrawn_is_counted_no_more(
    live: LiveSession, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(several, "MANY", 1)
    ana, survey = come(live), ask_everybody(live)
    organiser = as_user(live.world.organiser)
    organiser.post(paper_of(survey, ana), posted(**ANSWERS))
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    survey.refresh_from_db()
    seen = []
    for _turn in range(2):
        results, _crossed = read_for_organisers(survey)
        assert results.is_partial
        seen += [row.counts for row in results.answered if row.question.key == "quote"]
        organiser.post(
            reverse("coaching:survey_withdraw_quote", args=[survey.edition.slug, survey.slug, ana.pk])
        )
    assert seen == [[("anonymous", 1)], [("no", 1)]]


def test_an_answer_from_a_phone_is_withdrawn_by_nobody_else(live: LiveSession, as_user: AsUser) -> None:
    ana = come(live)
    survey = room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=NOW())
    begun = room.start_room_response(survey=survey, attendee=ana, at=NOW())
    AttendeeResponse.objects.filter(pk=begun.pk).update(state="sent", sent_at=NOW())
    place = reverse("coaching:survey_withdraw_quote", args=[survey.edition.slug, survey.slug, ana.pk])
    assert as_user(live.world.organiser).post(place).status_code == 404


def test_a_number_that_no_attendee_can_have_is_not_found(live: LiveSession, as_user: AsUser) -> None:
    survey = ask_everybody(live)
    place = reverse("coaching:survey_withdraw_quote", args=[survey.edition.slug, survey.slug, 10**30])
    assert as_user(live.world.organiser).post(place).status_code == 404


def test_a_paper_counts_in_the_results_and_stays_when_its_author_is_removed(
    live: LiveSession, as_user: AsUser
) -> None:
    ana, bob, survey = come(live), come(live, "Bob Exemple"), ask_everybody(live)
    as_user(live.world.organiser).post(paper_of(survey, ana), posted(**ANSWERS))
    remove_attendee(attendee=ana, actor=None, at=NOW())
    remove_attendee(attendee=bob, actor=None, at=NOW())

    for results in (read_results(survey, organises=True), read_for_organisers(survey)[0]):
        assert (results.invited, results.started, results.sent) == (1, 0, 1)
        assert "Le froid de la salle." in [word.text for row in results.answered for word in row.verbatims]
    assert "saisi d’après papier par" in as_user(live.world.organiser).get(board_of(survey)).text


def test_a_paper_stands_for_what_its_author_only_began_on_a_phone(live: LiveSession, as_user: AsUser) -> None:
    ana = come(live)
    survey = open_room(live)
    phone, url = live.join(ana), live.url("live_debrief")
    phone.post(url, {"do": "start"})
    begun = AttendeeResponse.objects.get()
    saved = phone.post(live.url("live_debrief_answer", "learnt"), {"value": "Mes mots.", "base_version": "0"})
    assert saved.status_code == 200
    organiser, address = as_user(live.world.organiser), paper_of(survey, ana)

    shown = organiser.get(address).text
    assert "Mes mots" not in shown
    assert "si elle a répondu sur un téléphone" in shown
    assert organiser.post(address, posted(**ROOM_ANSWERS)).status_code == 302

    assert AttendeeResponse.objects.sent().get().paper_by == live.world.organiser
    assert "saisi votre papier" in phone.get(url).text
    again = phone.post(url, posted(**ROOM_ANSWERS))
    assert "saisi votre papier" in again.text
    with pytest.raises(TransitionRefused, match="papier"):
        room.send_room_response(response=begun, at=NOW())
    assert AttendeeResponse.objects.sent().count() == 1
    assert "arrivée sur papier" in live.join(ana).get(url).text  # another phone that says to be hers


def open_room(live: LiveSession) -> Survey:
    return room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=NOW())


def answer_on_a_phone(live: LiveSession, attendee: Attendee, **more: Any) -> AttendeeResponse:
    survey = Survey.objects.get(edition=live.world.edition)
    begun = room.start_room_response(survey=survey, attendee=attendee, at=NOW())
    answering.fill_in(
        begun.sheet, {name: str(value) for name, value in {**ROOM_ANSWERS, **more}.items()}, NOW()
    )
    room.send_room_response(response=begun, at=NOW())
    return begun


def rows_of(organiser: Any, survey: Survey) -> list[tuple[str, str]]:
    """Names and states of both lists of the board."""
    lists = (organiser.get(board_of(survey, show)) for show in ("", "awaited"))
    return [(entry.name, entry.row.state) for page in lists for entry in page.context["page"]]


def read_counts(organiser: Any, survey: Survey) -> dict[str, Any]:
    """What pages say of how many answered."""
    page = organiser.get(board_of(survey)).context
    results = organiser.get(
        reverse("coaching:survey_results", args=[survey.edition.slug, survey.slug])
    ).context
    figures = results["results"]
    return {
        "counts": replace(page["counts"], room=None), "room": page["room"], "links": (figures.by_link, figures.links),
        "sent": figures.sent, "started": figures.started, "invited": figures.invited,
    }  # fmt: skip


def test_the_board_does_not_reveal_who_answered_on_a_phone(live: LiveSession, as_user: AsUser) -> None:
    ana, survey = come(live), open_room(live)
    organiser = as_user(live.world.organiser)
    before = rows_of(organiser, survey)
    assert ("Ana Exemple", "to_do") in before

    answer_on_a_phone(live, ana)

    assert rows_of(organiser, survey) == before
    assert organiser.get(paper_of(survey, ana)).status_code == 200


def type_paper(live: LiveSession, survey: Survey, ana: Attendee, as_user: AsUser) -> list[Any]:
    """What an organiser who types this paper reads, before and after."""
    organiser = as_user(live.world.organiser)
    before, entries = read_counts(organiser, survey), AuditEntry.objects.count()
    page = organiser.get(paper_of(survey, ana))
    answer = organiser.post(paper_of(survey, ana), posted(**ROOM_ANSWERS))
    after = read_counts(organiser, survey)
    assert after["sent"] == before["sent"] + 1
    assert after["started"] == before["started"]
    assert after["room"] == replace(before["room"], papers=1)
    assert after["links"] == before["links"]
    again = organiser.post(paper_of(survey, ana), posted(**ROOM_ANSWERS))
    texts = [(reply.status_code, read_lead(reply.text)) for reply in (page, answer, again)]
    refused = [str(error) for error in again.context["form"].non_field_errors()]
    journal = AuditEntry.objects.count() - entries
    return [texts, refused, journal, after["counts"], rows_of(organiser, survey)]


def test_typing_a_paper_does_not_reveal_whether_its_author_answered_on_a_phone(
    live: LiveSession, as_user: AsUser
) -> None:
    """Whether they did, only began, or did nothing: the same pages, and the same difference between them."""
    ana, survey = come(live), open_room(live)
    for turn in range(5):
        answer_on_a_phone(live, come(live, f"Personne {turn}"))
    read = []
    for did in ("nothing", "began", "sent"):
        start = transaction.savepoint()
        if did == "began":
            room.start_room_response(survey=survey, attendee=ana, at=NOW())
        if did == "sent":
            answer_on_a_phone(live, ana)
        read.append(type_paper(live, survey, ana, as_user))
        transaction.savepoint_rollback(start)
    assert read[0] == read[1] == read[2]


def test_a_person_who_is_known_by_name_is_counted_with_those_who_are_awaited(
    live: LiveSession, as_user: AsUser
) -> None:
    ana, bob = come(live), come(live, "Bob Exemple")
    survey = open_room(live)
    actions.send_links(survey=survey, actor=None, at=NOW())
    organiser = as_user(live.world.organiser)
    listed = [entry.row.state for entry in organiser.get(board_of(survey)).context["page"]]
    counts = organiser.get(board_of(survey)).context["counts"]
    assert (counts.to_do, counts.answers) == (listed.count("to_do"), 0)
    assert counts.to_do >= 2

    answer_on_a_phone(live, bob)
    organiser.post(paper_of(survey, ana), posted(**ROOM_ANSWERS))

    shown = organiser.get(board_of(survey))
    assert "2 réponses reçues<" in shown.text.replace(
        "\N{NO-BREAK SPACE}", " "
    )  # the one in the room, and the paper
    after = shown.context["counts"]
    assert after.to_do == counts.to_do - 1
    assert (after.answers, after.link_answers) == (1, 0)
    assert "· 1 sur papier" in shown.text.replace("\N{NO-BREAK SPACE}", " ")
    # nobody of these is sent a reminder
    assert after.missing_answers == after.links


def test_a_word_on_being_quoted_holds_for_the_phone_and_the_paper(live: LiveSession, as_user: AsUser) -> None:
    ana, survey = come(live), open_room(live)
    phone = answer_on_a_phone(live, ana, quote="anonymous")
    organiser = as_user(live.world.organiser)
    organiser.post(paper_of(survey, ana), posted(**{**ROOM_ANSWERS, "quote": "no"}))
    place = reverse("coaching:survey_withdraw_quote", args=[survey.edition.slug, survey.slug, ana.pk])

    refused = organiser.post(place, follow=True)
    assert "n’acceptait déjà plus" in refused.text  # of the paper, the only one that an organiser knows of
    assert answers_of(phone)["quote"] == "anonymous"

    Answer.objects.filter(sheet__attendee_response__paper_by__isnull=False, question__key="quote").update(
        value="named"
    )
    organiser.post(place)
    assert {answers_of(row)["quote"] for row in AttendeeResponse.objects.all()} == {"no"}
    assert AuditEntry.objects.filter(verb__in=["withdraw_quote", "change_quote"]).count() == 1


def test_totals_without_a_few_people_do_not_reveal_who_answered(live: LiveSession, as_user: AsUser) -> None:
    survey, day = open_room(live), live.session.days.get()
    come(live), come(live, "Bob Exemple")
    ana = come(live, "Zoé Absente")
    for attendee in live.session.attendees.exclude(pk=ana.pk):
        Attendance.objects.create(attendee=attendee, day=day, half="am", at=NOW())
    before = count_survey(survey).room
    assert before is not None
    assert not before.is_of_present

    answer_on_a_phone(live, ana)

    assert count_survey(survey).room == replace(before, sent=1)
    remove_attendee(attendee=ana, actor=None, at=NOW())
    assert count_survey(survey).room == replace(before, sent=1)


def test_a_typed_paper_does_not_count_its_author_among_those_who_were_there(
    live: LiveSession, as_user: AsUser
) -> None:
    survey, day = open_room(live), live.session.days.get()
    for attendee in live.session.attendees.all():
        Attendance.objects.create(attendee=attendee, day=day, half="am", at=NOW())
    absent = [come(live, f"Absente {turn}") for turn in range(5)]
    before = count_survey(survey).room
    assert before is not None
    assert before.is_of_present

    as_user(live.world.organiser).post(paper_of(survey, absent[0]), posted(**ROOM_ANSWERS))

    assert count_survey(survey).room == replace(before, papers=1)


def test_papers_by_name_are_of_surveys_that_ask_the_session_by_name(
    live: LiveSession, as_user: AsUser
) -> None:
    ana = come(live)
    organiser = as_user(live.world.organiser)
    partners = ask_everybody(live, audiences=["partners"])
    anonymous = ask_everybody(live, anonymous=True)
    for survey in (partners, anonymous):
        assert "Ana Exemple" not in organiser.get(board_of(survey)).text
        assert organiser.get(paper_of(survey, ana)).status_code == 404

    asked, elsewhere = ask_everybody(live), factories.edition_with()
    guest = live.attendee_of(live.world.partners[0])
    assert organiser.get(paper_of(asked, guest)).status_code == 404  # has an account: it is their own link
    there = paper_of(asked, ana).replace(asked.edition.slug, elsewhere.edition.slug)
    assert as_user(elsewhere.organiser).get(there).status_code == 404
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    late = organiser.post(paper_of(asked, ana), posted(**ANSWERS))
    assert (late.status_code, ANSWERS["to_change"] in late.text) == (422, True)


def enter_paper(survey: Survey, attendee: Attendee, actor: Any) -> None:
    typed = loose_form(survey.form, name="paper", data=posted(**ANSWERS))
    assert typed.is_valid()
    enter_attendee_paper(survey=survey, attendee=attendee, form=typed, actor=actor, at=NOW())


def test_a_paper_is_of_somebody_whom_the_survey_asks_by_name() -> None:
    """As it stands once the paper is sent, whatever the page showed."""
    live, elsewhere = run_session(), run_session()
    survey, anonymous = ask_everybody(live), ask_everybody(live, anonymous=True)
    ana, bob, stranger = come(live), come(live, "Bob Exemple"), come(elsewhere, "Zoé Exemple")
    Attendee.objects.filter(pk=bob.pk).update(user=factories.user())  # bob: the row of before

    for asked, attendee in ((survey, stranger), (survey, bob), (anonymous, ana)):
        with pytest.raises(TransitionRefused):
            enter_paper(asked, attendee, live.world.organiser)
    assert not AttendeeResponse.objects.exists()

    enter_paper(survey, ana, live.world.organiser)
    assert AttendeeResponse.objects.get().attendee == ana
