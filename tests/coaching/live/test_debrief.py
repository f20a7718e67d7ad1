"""The hot debrief in the room: answered on a phone without an account, published on the wall from five answers on."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.questionnaires.models import AnswerSheet
from accelerator.transitions import TransitionRefused
from accelerator.web.templatetags.prose import PARIS
from coaching.attendance.actions import attendees
from coaching.attendance.codes import make_key
from coaching.demo.surveys import fill_in
from coaching.live.debrief import find_debrief, read_cursor, read_wall
from coaching.models import Attendance, AttendeeResponse, PersonalResponse, Slot, Survey, SurveyInvitation
from coaching.surveys.actions import room as actions
from coaching.surveys.actions.survey import SurveyClosed, open_survey, send_links
from coaching.surveys.disclosure import count_disclosed
from coaching.surveys.enums import SurveyKind
from coaching.surveys.progress import RoomCount, count_survey
from coaching.surveys.reminders import survey_missing
from tests import factories
from tests.support.live import LiveSession, run_session
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def build_live():
    made = run_session()
    actions.open_in_room(edition=made.world.edition, actor=made.world.organiser, at=timezone.now())
    return made


built, live = share_world(build_live)


def guest(live: LiveSession, name: str):
    return attendees.add_attendee(
        session=live.session, name=name, kind="observer", actor=None, at=timezone.now()
    )


def answering(live: LiveSession, attendee, *, word="ensemble", quote="anonymous", overall="4", **more):
    phone = live.join(attendee)
    url = live.url("live_debrief")
    phone.post(url, {"do": "start"})
    sent = {"q_overall": overall, "q_one_word": word, "q_quote": quote, **more}
    return phone, phone.post(url, sent)


def answer(live: LiveSession, attendee, *, word="ensemble", **more):
    """As the phone of this person would, without its pages."""
    survey, at = Survey.objects.get(edition=live.world.edition), timezone.now()
    typed = {"overall": "4", "quote": "anonymous", "one_word": word, **more}
    begun = actions.start_room_response(survey=survey, attendee=attendee, at=at)
    fill_in(begun.sheet, {key: value for key, value in typed.items() if value}, at)
    actions.send_room_response(response=begun, at=at)


def answered_by(live: LiveSession, number: int, **more):
    for turn in range(number):
        answer(live, guest(live, f"Personne {turn}"), **more)


def run(live: LiveSession, client: Client, name: str, user=None, data=None, **query):
    client.force_login(user or live.world.organiser)
    url = reverse(f"coaching:{name}", args=[live.world.edition.slug])
    return client.get(url, query) if data is None else client.post(url, data)


# --- opening ---


def test_opening_makes_the_survey_once_and_closing_leaves_the_links_open():
    world = run_session().world
    at = timezone.now()
    opened = actions.open_in_room(edition=world.edition, actor=world.organiser, at=at)
    actions.open_in_room(edition=world.edition, actor=world.organiser, at=at)
    assert AuditEntry.objects.filter(verb="open_debrief", scope=world.edition.scope).count() == 1

    assert actions.close_in_room(edition=world.edition, actor=world.organiser, at=at)
    assert not actions.close_in_room(edition=world.edition, actor=world.organiser, at=at)
    opened.refresh_from_db()
    assert opened.is_open(at)
    assert not opened.is_open_in_room(at)


def test_a_debrief_planned_for_later_begins_when_the_room_begins():
    world = run_session().world
    at = timezone.now()
    open_survey(
        edition=world.edition,
        kind=SurveyKind.DEBRIEF,
        opens_at=at + timedelta(hours=3),
        closes_at=at + timedelta(days=2),
        actor=world.organiser,
        at=at,
    )
    assert actions.open_in_room(edition=world.edition, actor=world.organiser, at=at).is_open_in_room(at)


def test_a_debrief_that_is_over_is_not_opened_again_by_a_click(live):
    Survey.objects.update(
        closes_at=timezone.now() - timedelta(minutes=1), opens_at=timezone.now() - timedelta(days=1)
    )
    with pytest.raises(TransitionRefused, match="terminé"):
        actions.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=timezone.now())


# --- answering ---


def test_a_phone_without_an_account_answers_once(live):
    attendee = guest(live, "Ana")
    phone, answer = answering(live, attendee)

    assert answer.status_code == 302
    response = AttendeeResponse.objects.get()
    assert (response.attendee, response.state) == (attendee, "sent")
    again = phone.post(live.url("live_debrief"), {"q_overall": "1", "q_quote": "no"}, follow=True)
    assert "Merci" in again.content.decode()
    assert AttendeeResponse.objects.count() == 1
    assert response.sheet.answers.get(question__key="overall").value == 4
    assert not response.sheet.answers.exclude(saved_by=None).exists()


def test_a_name_chosen_elsewhere_opens_nothing_that_was_typed(live):
    """Were somebody else to have the name, by a copy of the cookie that says it."""
    attendee = guest(live, "Ana")
    phone, other, url = live.join(attendee), Client(), live.url("live_debrief")
    other.cookies["attendee"] = phone.cookies["attendee"].value
    autosaved = live.url("live_debrief_answer", "learnt")
    phone.post(url, {"do": "start"})
    phone.post(autosaved, {"value": "Écouter", "base_version": "0"})

    page = other.get(url).content.decode()
    begun = other.post(url, {"do": "start"})
    saved = other.post(autosaved, {"value": "Autre chose", "base_version": "1"})

    assert "Écouter" not in page
    assert (begun.status_code, saved.status_code) == (422, 423)
    assert "Écouter" in phone.get(url).content.decode()
    phone.post(url, {"q_overall": "4", "q_one_word": "fin", "q_quote": "no"})
    assert other.post(url, {"quote": "named"}).status_code == 422
    response = AttendeeResponse.objects.get()
    assert response.state == "sent"
    assert response.sheet.answers.get(question__key="quote").value == "no"


def test_nobody_learns_by_choosing_a_name_that_its_debrief_is_begun(live):
    begun, free = guest(live, "Ana"), guest(live, "Zoé")
    phone = live.join(begun)
    phone.post(live.url("live_debrief"), {"do": "start"})
    phone.post(live.url("live_leave"))
    live.join(free)

    pages = [
        Client().post(live.url("live_join"), {"k": make_key(live.code.code), "attendee": one.pk})
        for one in (begun, free)
    ]

    # the name of somebody who began nothing, and whose phone is in the room, asks the same in the same words
    assert [page.status_code for page in pages] == [422, 422]
    texts = [page.text.partition("<main")[2].partition('id="badge-title"')[0] for page in pages]
    assert texts[0].replace("Ana", "Zoé") == texts[1]


def test_the_account_of_who_answers_goes_on_from_another_device(live, client):
    attendee = live.attendee_of(live.world.holder)
    url = live.url("live_debrief")
    live.join(attendee).post(url, {"do": "start"})

    client.force_login(live.world.holder)

    assert "data-autosave-url" in client.get(url).content.decode()


def test_answers_are_autosaved_and_a_missing_one_is_reported(live):
    attendee = guest(live, "Ana")
    phone = live.join(attendee)
    url = live.url("live_debrief")
    phone.post(url, {"do": "start"})
    saved = phone.post(live.url("live_debrief_answer", "learnt"), {"value": "Écouter", "base_version": "0"})
    assert saved.status_code == 200

    refused = phone.post(url, {"q_overall": "4", "q_learnt": "Écouter"})

    assert refused.status_code == 422
    assert "Écouter" in refused.content.decode()
    assert AttendeeResponse.objects.get().state == "started"


def test_a_person_who_is_in_the_middle_when_it_closes_reads_their_words_again(live):
    phone = live.join(guest(live, "Ana"))
    url = live.url("live_debrief")
    phone.post(url, {"do": "start"})
    phone.post(live.url("live_debrief_answer", "learnt"), {"value": "Écouter", "base_version": "0"})
    actions.close_in_room(edition=live.world.edition, actor=None, at=timezone.now())

    page = phone.get(url).content.decode()
    late = phone.post(
        live.url("live_debrief_answer", "one_word"), {"value": "Trop tard", "base_version": "0"}
    )

    assert "Écouter" in page
    assert late.status_code in (403, 409, 422, 423)
    with pytest.raises(SurveyClosed):
        response = AttendeeResponse.objects.select_related("survey").get()
        actions.send_room_response(response=response, at=timezone.now())


def test_the_word_on_being_quoted_may_change(live):
    phone, _answer = answering(live, guest(live, "Ana"), quote="named")
    phone.post(live.url("live_debrief"), {"quote": "no"})

    response = AttendeeResponse.objects.get()
    assert response.sheet.answers.get(question__key="quote").value == "no"
    assert AuditEntry.objects.get(verb="change_quote").data == {"before": "named", "after": "no"}


def test_somebody_outside_the_session_cannot_answer(live):
    answer = Client().post(live.url("live_debrief"), {"do": "start"})
    assert answer.status_code == 200  # the door
    assert not AttendeeResponse.objects.exists()


def test_the_button_of_the_day_leads_to_the_debrief(live):
    day = live.session.days.get()
    attendee = guest(live, "Ana")
    for half in ("am", "pm"):
        attendee.attendances.create(day=day, half=half, at=timezone.now())
    phone = live.join(attendee)
    assert live.url("live_debrief") in phone.get(live.url()).content.decode()
    answering(live, attendee)
    assert live.url("live_debrief") not in phone.get(live.url("live_now")).content.decode()


def test_a_person_who_answered_in_the_room_is_not_reminded_of_the_link(live):
    survey = find_debrief(live.world.edition)
    at = timezone.now()
    send_links(survey=survey, actor=live.world.organiser, at=at)
    Survey.objects.update(closes_at=at + timedelta(days=9))
    place = live.world.participations[0]
    answering(live, live.session.attendees.get(participation=place, kind="holder"))

    reminded = list(survey_missing(at + timedelta(days=2, minutes=1)))

    assert SurveyInvitation.objects.count() == 2
    assert len(reminded) == 1


# --- the wall ---


def test_the_wall_is_silent_under_five_answers(live, client):
    answered_by(live, 4, word="secret")
    for name in ("debrief_wall", "debrief_feed"):
        page = run(live, client, name).content.decode()
        assert "secret" not in page
        assert "En moyenne" not in page
    assert read_wall(find_debrief(live.world.edition)).still_needed == 1

    answer(live, guest(live, "Cinquième"), word="secret")

    page = run(live, client, "debrief_wall").content.decode()
    assert "secret" in page
    assert "En moyenne" in page


def test_the_wall_counts_nothing_before_the_debrief_opens(client):
    world = run_session().world
    client.force_login(world.organiser)
    address = reverse("coaching:debrief_wall", args=[world.edition.slug])

    assert "wall-count" not in client.get(address).text
    actions.open_in_room(edition=world.edition, actor=world.organiser, at=timezone.now())
    assert "wall-count" in client.get(address).text


def test_a_wall_that_was_opened_early_follows_the_debrief_as_it_opens_and_closes(client):
    live = run_session()
    client.force_login(live.world.organiser)
    wall, feed = (
        reverse(f"coaching:{name}", args=[live.world.edition.slug])
        for name in ("debrief_wall", "debrief_feed")
    )
    early = client.get(wall)
    assert "n’est pas ouvert" in early.text

    actions.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=timezone.now())
    opened = client.get(feed, {"since": early.context["cursor"]})
    actions.close_in_room(edition=live.world.edition, actor=live.world.organiser, at=timezone.now())
    closed = client.get(feed, {"since": opened["X-Cursor"]})

    assert live.code.code in opened.text
    assert "n’est pas ouvert" not in opened.text
    assert "n’est pas ouvert" in closed.text


def test_the_wall_has_no_name_and_no_word_that_may_not_be_quoted(live, client):
    for name in ("Béa", "Cid", "Dora", "Élie", "Fred"):
        answer(live, guest(live, f"{name} Nommée"), word="ensemble", quote="named")
    answer(live, guest(live, "Ana Secrète"), word="gardé", quote="no", learnt="Rien")
    page = run(live, client, "debrief_wall").content.decode()

    assert "ensemble" in page
    assert "gardé" not in page
    assert "Nommée" not in page
    assert "Rien" not in page


def test_a_question_with_fewer_than_five_answers_is_not_on_the_wall(live):
    answered_by(live, 4)
    answer(live, guest(live, "Autre"), word="")
    wall = read_wall(find_debrief(live.world.edition))
    assert wall.words == []
    assert [figure.anchor for figure in wall.figures] == ["q-overall"]


def test_the_sixth_answer_cannot_be_deduced_from_two_states_of_the_wall(live, client):
    answered_by(live, 5, word="ensemble")
    for number in range(2):
        answer(live, guest(live, f"Suite {number}"), word="unique")
        page = run(live, client, "debrief_wall").content.decode()
        assert "unique" not in page

    answer(live, guest(live, "Huitième"), word="unique")

    wall = read_wall(find_debrief(live.world.edition))
    assert (wall.sent, wall.published) == (8, 8)
    assert "unique" in [word.text for word in wall.words]


def test_the_wall_does_not_disclose_what_the_results_withhold(live, client):
    """Who may read what the named said would take it from the wall, and know what the only unnamed one said."""
    for number in range(7):
        answer(live, guest(live, f"Nommée {number}"), quote="named")
    answer(live, guest(live, "Ana Seule"), quote="no", overall="1")

    wall = read_wall(find_debrief(live.world.edition))
    results = read_room_results(live, client)

    assert (wall.sent, wall.published) == (8, 7)
    answered = {figure.anchor: figure.answered for figure in wall.figures}
    assert answered["q-overall"] == 7 == results.sent - results.withheld_responses


def test_the_wall_waits_where_too_few_of_those_who_answered_may_be_published(live, client):
    answered_by(live, 3)
    for number in range(2):
        answer(live, guest(live, f"Nommée {number}"), quote="named")

    page = run(live, client, "debrief_wall").content.decode()

    assert "dès qu’elles sont assez" in page
    assert "Encore" not in page
    assert "En moyenne" not in page


def test_the_wall_counts_who_answers_as_themselves_as_its_results_do(live, client):
    survey = find_debrief(live.world.edition)
    Survey.objects.update(audiences=["holders", "mentors", "partners"])
    answered_by(live, 4)
    wall, cursor = read_wall(survey), read_cursor(survey)
    assert (wall.sent, wall.is_silent) == (4, True)

    sheet = factories.sheet(survey.form, overall=4, one_word="ensemble", quote="anonymous")
    AnswerSheet.objects.filter(pk=sheet.pk).update(frozen_at=timezone.now(), saved_at=timezone.now())
    PersonalResponse.objects.create(
        survey=survey,
        person=live.world.partners[0],
        audience="partners",
        sheet=sheet,
        state="sent",
        created_at=timezone.now(),
        sent_at=timezone.now(),
    )

    survey = find_debrief(live.world.edition)
    wall, results = read_wall(survey), read_room_results(live, client)
    assert read_cursor(survey) != cursor
    assert (wall.sent, wall.published) == (results.sent, results.disclosed) == (5, 5)
    assert [(word.text, word.count) for word in wall.words] == [("ensemble", 5)]


def read_room_results(live, client):
    client.force_login(live.world.organiser)
    return client.get(reverse("coaching:survey_results", args=[live.world.edition.slug, "debrief"])).context[
        "results"
    ]


def test_the_wall_takes_answers_in_steps():
    for sent, disclosed in ((0, 0), (4, 0), (5, 5), (7, 5), (8, 8), (10, 8), (11, 11)):
        assert count_disclosed(sent) == disclosed, sent


def test_the_feed_answers_304_until_something_changes(live, client):
    answered_by(live, 5)
    first = run(live, client, "debrief_feed")
    cursor = first["X-Cursor"]
    assert run(live, client, "debrief_feed", since=cursor).status_code == 304

    answer(live, guest(live, "Encore"))
    assert run(live, client, "debrief_feed", since=cursor).status_code == 200


# --- afterwards ---


def test_results_count_the_room_and_the_links_and_name_only_who_agreed(live, client):
    answered_by(live, 4, word="ensemble", quote="anonymous")
    answer(live, guest(live, "Ana Nommée"), quote="named", learnt="Dire ce que l’on sait")
    answer(live, guest(live, "Zoé Tue"), quote="no", learnt="À garder")
    over = timezone.now() - timedelta(minutes=1)
    Survey.objects.update(opens_at=over - timedelta(hours=1), closes_at=over)
    client.force_login(live.world.organiser)
    url = reverse("coaching:survey_results", args=[live.world.edition.slug, "debrief"])
    organiser = client.get(url).content.decode()
    client.force_login(live.world.facilitators[0])
    facilitator = client.get(url).content.decode()

    assert "6 réponses" in organiser.replace("\xa0", " ")
    assert "Ana Nommée" in organiser
    assert "Zoé Tue" not in organiser
    assert "À garder" in organiser
    assert "À garder" not in facilitator
    assert "Dire ce que l’on sait" in facilitator


def test_answers_are_counted_among_those_who_were_there_else_among_those_expected(live, client):
    answered_by(live, 2)
    live.join(begun := guest(live, "Personne 3")).post(live.url("live_debrief"), {"do": "start"})
    for turn in range(4):
        guest(live, f"Absente {turn}")
    survey = find_debrief(live.world.edition)
    expected = live.session.attendees.count()
    assert count_survey(survey).room == RoomCount(2, 1, expected, is_of_present=False)
    assert f"sur {expected} personnes attendues." in results_of(live, client)

    day = live.session.days.get()
    for person in (begun, guest(live, "Présente et muette")):
        Attendance.objects.create(attendee=person, day=day, half="am", at=timezone.now())

    # two who answered without saying that they were there, and the two who said it
    assert count_survey(survey).room == RoomCount(2, 1, 4, is_of_present=True)
    assert "2 réponses reçues dans la salle, sur 4 personnes présentes ce jour-là" in results_of(live, client)
    page = run(live, client, "manage_surveys", kind="debrief").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "sur 4 personnes présentes" in page


def results_of(live: LiveSession, client: Client) -> str:
    client.force_login(live.world.organiser)
    url = reverse("coaching:survey_results", args=[live.world.edition.slug, "debrief"])
    return client.get(url).text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_cockpit_opens_and_closes_it(live, client):
    run(live, client, "run_debrief", data={"do": "close"})
    assert not find_debrief(live.world.edition).is_open_in_room(timezone.now())
    run(live, client, "run_debrief", user=live.world.facilitators[0], data={"do": "open"})
    assert find_debrief(live.world.edition).is_open_in_room(timezone.now())


@pytest.mark.parametrize("hour", [time(15), time(17)])
def test_outside_its_hour_the_cockpit_asks_before_it_opens_the_debrief(client, time_machine, hour):
    live = run_session()
    day = live.session.days.get()
    Slot.objects.create(
        day=day, title_fr="Pour finir", activity="debrief", starts_at=time(16, 15), ends_at=time(16, 45)
    )
    time_machine.move_to(datetime.combine(day.date, hour, tzinfo=PARIS))

    page = run(live, client, "run_debrief", data={"do": "open"})

    assert page.status_code == 422
    text = page.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "de 16 h 15 à 16 h 45" in text
    assert ("était prévu le " in text, "est prévu le " in text) == (hour > time(16, 45), hour < time(16, 15))
    assert find_debrief(live.world.edition) is None
    run(live, client, "run_debrief", data={"do": "open", "sure": "1"})
    assert find_debrief(live.world.edition).is_open_in_room(timezone.now())


def test_within_its_hour_the_cockpit_opens_the_debrief_at_once(client, time_machine):
    live = run_session()
    day = live.session.days.get()
    Slot.objects.create(
        day=day, title_fr="Pour finir", activity="debrief", starts_at=time(16, 15), ends_at=time(16, 45)
    )
    time_machine.move_to(datetime.combine(day.date, time(16, 20), tzinfo=PARIS))

    assert run(live, client, "run_debrief", data={"do": "open"}).status_code == 302
    assert find_debrief(live.world.edition).is_open_in_room(timezone.now())
