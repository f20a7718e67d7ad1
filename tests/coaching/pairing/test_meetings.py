"""A project and its mentor meet after the session: dates, answers, calendars, notes, and what becomes of them."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accelerator.outbox.models import OutgoingMail
from accelerator.rows.actions import RowsClosed
from accelerator.transitions import DateRefused, ReasonMissing
from coaching.home import coach
from coaching.models import MeetingNote, MentorMeeting, Pairing
from coaching.pairing import forms
from coaching.pairing.actions import meetings as actions, pairing as pairings
from coaching.pairing.actions.pairing import request_contact
from coaching.pairing.enums import MeetingKind, MentorMeetingState
from coaching.pairing.meeting_files import list_events
from coaching.pairing.models import name_note
from coaching.pairing.queries import board as contacts
from coaching.pairing.queries.board import read_board
from coaching.pairing.queries.meetings import find_meeting_place, list_meetings
from coaching.pairing.queries.mentors import list_mentored
from coaching.room.access import find_room
from coaching.session.forms.talks import SpeakerForm
from coaching.support import forms as support_forms
from programmes.queries import RoleBook
from projects.models import ProjectMember, Recusal
from tests import factories
from tests.support.reminders import plan_rules
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
AT = factories.NOW
SOON = AT + timedelta(days=8)


def followed(world: factories.World, number: int = 0, mentor: int = 0) -> Pairing:
    pairing = pairings.propose(
        participation=world.participations[number], mentor=world.mentors[mentor], actor=world.organiser, at=AT
    )
    pairings.answer(pairing=pairing, accepted=True, actor=world.mentors[mentor], at=AT)
    return pairing


def proposed(world: factories.World, pairing: Pairing, *dates: datetime, by=None) -> MentorMeeting:
    return actions.propose_meeting(
        pairing=pairing, dates=dates or [SOON], minutes=60, kind=MeetingKind.VIDEO, place="https://visio.test/a",
        actor=by or pairing.mentor, at=AT,
    )  # fmt: skip


def agreed(world: factories.World, pairing: Pairing) -> MentorMeeting:
    made = proposed(world, pairing)
    actions.confirm_meeting(meeting=made, starts_at=SOON, actor=world.holder, at=AT)
    made.refresh_from_db()
    return made


def last_file(template: str, person) -> Calendar:
    mail = OutgoingMail.objects.filter(template=f"coaching/pairing/{template}", user=person).latest("pk")
    return Calendar.from_ical(mail.attachments[0]["content"])


def url(name: str, meeting: MentorMeeting, *more: object) -> str:
    return reverse(f"coaching:{name}", args=[meeting.pairing.participation.project.slug, meeting.pk, *more])


built, world = share_world(factories.edition_with, participations=1, mentors=2)


def test_what_the_other_side_reads_does_not_read_otherwise_than_it_is_written(client, world):
    pairing = followed(world)
    client.force_login(world.holder)
    typed = {
        "on": timezone.localdate(),
        "by": MeetingKind.PHONE,
        "line": "Budget\u202e revu\u202c\x07 ensemble",
    }

    client.post(reverse("coaching:note_exchange", args=[pairing.participation.project.slug]), typed)

    assert MeetingNote.objects.get().text == "Budget revu ensemble"


def test_an_instant_that_is_none_is_a_date_that_was_not_proposed(client, world):
    made = proposed(world, followed(world))
    client.force_login(world.holder)
    for typed in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "demain"):
        assert client.post(url("meeting_confirm", made), {"starts_at": typed}).status_code == 302, typed
        made.refresh_from_db()
        assert made.state == MentorMeetingState.PROPOSED


def test_dates_are_proposed_to_the_other_side_which_chooses_one(world):
    pairing = followed(world)
    made = proposed(world, pairing, SOON, SOON + timedelta(days=1))
    mail = OutgoingMail.objects.get(template="coaching/pairing/meeting_proposed")
    assert mail.user == world.holder
    with pytest.raises(actions.MeetingRefused):
        actions.confirm_meeting(meeting=made, starts_at=SOON, actor=pairing.mentor, at=AT)

    actions.confirm_meeting(meeting=made, starts_at=SOON, actor=world.holder, at=AT)

    made.refresh_from_db()
    assert (made.state, made.starts_at, made.dates.count()) == (MentorMeetingState.CONFIRMED, SOON, 0)
    (event,) = last_file("meeting_confirmed", pairing.mentor).walk("VEVENT")
    assert (event["sequence"], str(event["status"]), str(event["location"])) == (
        1,
        "CONFIRMED",
        "https://visio.test/a",
    )
    with pytest.raises(DateRefused):
        proposed(world, pairing, AT - timedelta(hours=1))


def test_a_date_that_was_withdrawn_cannot_be_taken(world):
    made = proposed(world, followed(world), SOON)
    with pytest.raises(DateRefused):
        actions.confirm_meeting(meeting=made, starts_at=SOON + timedelta(days=1), actor=world.holder, at=AT)


def test_a_proposed_date_that_passed_meanwhile_cannot_be_taken(world):
    made = proposed(world, followed(world), SOON, SOON + timedelta(days=1))

    with pytest.raises(DateRefused):
        actions.confirm_meeting(meeting=made, starts_at=SOON, actor=world.holder, at=SOON)

    actions.confirm_meeting(meeting=made, starts_at=SOON + timedelta(days=1), actor=world.holder, at=SOON)


def test_a_meeting_moved_leaves_calendars_and_waits_for_the_other_side(world):
    pairing = followed(world)
    made = agreed(world, pairing)
    later = SOON + timedelta(days=3)
    actions.move_meeting(
        meeting=made, dates=[later], minutes=45, kind=MeetingKind.IN_PERSON, place="Salle 2", word="Grève des trains.",
        actor=world.holder, at=AT,
    )  # fmt: skip
    (event,) = last_file("meeting_proposed", pairing.mentor).walk("VEVENT")
    assert (event["sequence"], str(event["status"]), event["dtstart"].dt) == (2, "CANCELLED", SOON)
    actions.confirm_meeting(meeting=made, starts_at=later, actor=pairing.mentor, at=AT)
    (again,) = last_file("meeting_confirmed", world.holder).walk("VEVENT")
    assert (again["uid"], again["sequence"], again["dtstart"].dt) == (event["uid"], 3, later)


def test_a_meeting_is_cancelled_with_a_word_and_a_file(world):
    pairing = followed(world)
    made = agreed(world, pairing)
    with pytest.raises(ReasonMissing):
        actions.cancel_meeting(meeting=made, word=" ", actor=world.holder, at=AT)
    actions.cancel_meeting(meeting=made, word="Je suis souffrante.", actor=world.holder, at=AT)
    mail = OutgoingMail.objects.get(template="coaching/pairing/meeting_cancelled", user=pairing.mentor)
    assert "Je suis souffrante." in mail.text
    (event,) = last_file("meeting_cancelled", pairing.mentor).walk("VEVENT")
    assert (str(event["status"]), event["sequence"]) == (
        "CANCELLED",
        2,
    )  # calendars ignore one they have already
    assert [str(event["status"]) for event in list_events(pairing.mentor, AT)] == ["CANCELLED"]


def test_the_end_of_a_pairing_cancels_what_was_to_come_and_keeps_what_took_place(world, as_user):
    pairing = followed(world)
    noted = actions.note_exchange(
        pairing=pairing, on=AT.date(), kind=MeetingKind.PHONE, line="Le budget.", actor=pairing.mentor, at=AT
    )
    noted.notes.create(author=pairing.mentor, text="À moi.", created_at=AT, saved_at=AT)
    made = agreed(world, pairing)
    pairings.end(pairing=pairing, reason="Raison d’équipe.", actor=world.organiser, at=AT)

    made.refresh_from_db()
    assert made.state == MentorMeetingState.CANCELLED
    sent_mails = OutgoingMail.objects.filter(template="coaching/pairing/meeting_cancelled")
    assert {mail.user for mail in sent_mails} == {pairing.mentor, world.holder}
    assert not any("Raison d’équipe" in mail.text for mail in sent_mails)
    former = as_user(pairing.mentor).get(url("meeting", noted))
    assert "À moi." in former.content.decode()
    assert as_user(pairing.mentor).post(url("meeting_held", made), {"held": "yes"}).status_code == 404

    # the next one reads what was shared, and no private note
    followed(world, mentor=1)
    page = as_user(world.mentors[1]).get(url("meeting", noted)).content.decode()
    assert "Le budget." in page
    assert "À moi." not in page
    place = find_meeting_place(pairing.mentor, noted.pairing.participation.project.slug)
    assert {row.meeting.pairing_id for row in list_meetings(place, AT).past} == {pairing.pk}


def test_both_write_one_note_and_neither_reads_the_other_s_own(world, as_user, client):
    pairing = followed(world)
    made = agreed(world, pairing)
    holder, mentor = as_user(world.holder), as_user(pairing.mentor)
    first = holder.post(
        url("meeting_note_field", made, "shared"), {"value": "Revoir le planning", "base_version": "0"}
    )
    assert first.status_code == 200
    stale = mentor.post(
        url("meeting_note_field", made, "shared"), {"value": "Autre texte", "base_version": "0"}
    )
    assert (stale.status_code, stale.json()["theirs"]) == (409, "Revoir le planning")
    plain = mentor.post(url("meeting_note", made, "shared"), {})
    assert plain.status_code in (302, 422)
    mentor.post(url("meeting_note_field", made, "own"), {"value": "Fatiguée, à ménager", "base_version": "0"})
    assert MeetingNote.objects.filter(author=pairing.mentor, text="Fatiguée, à ménager").exists()
    assert "Fatiguée" not in holder.get(url("meeting", made)).content.decode()
    assert "Fatiguée" in mentor.get(url("meeting", made)).content.decode()


def test_a_note_is_refused_once_the_pairing_ended(world):
    pairing = followed(world)
    made = agreed(world, pairing)
    pairings.end(pairing=pairing, reason="Fin.", actor=world.organiser, at=AT)
    with pytest.raises(RowsClosed):
        actions.save_note(meeting=made, author=None, text="Vu", base_version=0, actor=world.holder, at=AT)


def test_a_note_is_refused_once_the_meeting_is_cancelled(world):
    made = agreed(world, followed(world))
    actions.cancel_meeting(meeting=made, word="Je suis souffrante.", actor=world.holder, at=AT)

    with pytest.raises(RowsClosed):
        actions.save_note(meeting=made, author=None, text="Vu", base_version=0, actor=world.holder, at=AT)


def test_reminders_come_the_day_before_and_the_morning_after(world):
    pairing = followed(world)
    made = agreed(world, pairing)
    plan_rules(SOON - timedelta(days=3), "coaching.meeting_coming", "coaching.meeting_to_record")
    assert not OutgoingMail.objects.filter(template="coaching/pairing/meeting_coming").exists()
    for _twice in range(2):
        plan_rules(SOON - timedelta(hours=20), "coaching.meeting_coming", "coaching.meeting_to_record")
    coming = OutgoingMail.objects.filter(template="coaching/pairing/meeting_coming")
    assert {mail.user for mail in coming} == {pairing.mentor, world.holder}
    plan_rules(SOON + timedelta(days=1), "coaching.meeting_coming", "coaching.meeting_to_record")
    assert OutgoingMail.objects.filter(template="coaching/pairing/meeting_to_record").count() == 2

    actions.record_outcome(meeting=made, took_place=True, actor=pairing.mentor, at=SOON + timedelta(days=1))
    OutgoingMail.objects.all().delete()
    plan_rules(SOON + timedelta(days=2), "coaching.meeting_coming", "coaching.meeting_to_record")
    assert not OutgoingMail.objects.filter(template="coaching/pairing/meeting_to_record").exists()


def test_an_outcome_is_recorded_only_after_its_hour(world):
    made = agreed(world, followed(world))
    with pytest.raises(actions.MeetingRefused):
        actions.record_outcome(meeting=made, took_place=True, actor=world.holder, at=AT)


def test_contacts_are_sorted_by_the_last_one_never_first(world, as_user):
    world = factories.edition_with(participations=3, mentors=1)
    three = [followed(world, number) for number in range(3)]
    for pairing, days in zip(three[1:], (2, 35), strict=True):
        Pairing.objects.filter(pk=pairing.pk).update(proposed_at=AT - timedelta(days=60))
        actions.note_exchange(
            pairing=pairing, on=(AT - timedelta(days=days)).date(), kind=MeetingKind.PHONE, line="Bref.",
            actor=pairing.mentor, at=AT,
        )  # fmt: skip
    found = contacts.list_contacts(world.edition, "", 1, AT)
    assert [row.last for row in found.rows] == ["jamais", "il y a 5 semaines", "il y a 2 jours"]
    assert [row.is_quiet for row in found.rows] == [False, True, False]
    assert found.quiet == 1
    quiet = contacts.list_contacts(world.edition, "quiet", 1, AT)
    assert [row.pairing for row in quiet.rows] == [three[2]]
    mine = list_mentored(world.mentors[0], AT).followed
    assert [item.last for item in mine] == ["jamais", "il y a 5 semaines", "il y a 2 jours"]

    assert request_contact(edition=world.edition, actor=world.organiser, at=AT) == 1
    assert request_contact(edition=world.edition, actor=world.organiser, at=AT) == 0
    mail = OutgoingMail.objects.get(template="coaching/pairing/contact_wanted")
    assert three[2].participation.project.title in mail.text


def test_an_exchange_is_noted_for_a_day_that_has_come(world):
    pairing = followed(world)
    for day in (AT + timedelta(days=1), AT - timedelta(days=400)):
        with pytest.raises(DateRefused):
            actions.note_exchange(
                pairing=pairing, on=day.date(), kind=MeetingKind.PHONE, line="x", actor=world.holder, at=AT
            )


def test_typed_values_come_back_with_the_errors(world, as_user):
    pairing = followed(world)
    slug = pairing.participation.project.slug
    typed = {"first": "2020-01-01T10:00", "minutes": "60", "kind": "video", "place": "Chez nous"}
    answer = as_user(world.holder).post(reverse("coaching:propose_meeting", args=[slug]), typed)
    assert answer.status_code == 422
    assert "Proposez des dates à venir." in answer.content.decode()
    assert "Chez nous" in answer.content.decode()
    wrong = as_user(world.holder).post(
        reverse("coaching:note_exchange", args=[slug]), {"on": "", "by": "phone"}
    )
    assert wrong.status_code == 422


def test_a_meeting_is_proposed_moved_and_recorded_on_its_pages(world, as_user):
    pairing = followed(world)
    slug = pairing.participation.project.slug
    day = timezone.localtime() + timedelta(days=5)
    typed = {"first": f"{day:%Y-%m-%dT10:00}", "minutes": "60", "kind": "in_person", "place": "Caen"}
    assert (
        as_user(pairing.mentor).post(reverse("coaching:propose_meeting", args=[slug]), typed).status_code
        == 302
    )
    made = MentorMeeting.objects.get()
    holder = as_user(world.holder)
    assert "Choisir une date" in holder.get(reverse("coaching:my_home")).content.decode()
    date = made.dates.get().starts_at.isoformat()
    assert holder.post(url("meeting_confirm", made), {"starts_at": date}).status_code == 302
    assert holder.get(url("meeting_ics", made))["Content-Type"].startswith("text/calendar")
    assert "Prochain rendez-vous" in holder.get(reverse("coaching:my_project", args=[slug])).content.decode()
    assert "Prochain" in as_user(pairing.mentor).get(reverse("coaching:coaching_home")).content.decode()
    assert holder.post(url("meeting_cancel", made), {"word": ""}).status_code == 422
    assert holder.post(url("meeting_move", made), {**typed, "first": ""}).status_code == 422
    assert holder.post(url("meeting_cancel", made), {"word": "Malade"}).status_code == 302


@pytest.mark.parametrize("how", ["steps aside", "joined and left"])
def test_a_mentor_with_an_interest_follows_the_project_no_more_and_organisers_read_it(world, how):
    pairing = followed(world)
    meeting = agreed(world, pairing)
    mentor, project = pairing.mentor, pairing.participation.project
    assert find_meeting_place(mentor, project.slug) is not None

    if how == "steps aside":
        reason = "Ma sœur y travaille."
        Recusal.objects.create(
            application=project.application, reviewer=mentor, author=mentor, reason=reason, at=AT
        )
    else:
        ProjectMember.objects.create(project=project, user=mentor, joined_at=AT, left_at=AT)

    assert find_meeting_place(mentor, project.slug) is None
    assert find_room(mentor, project.slug) is None
    assert list_mentored(mentor, AT).followed == []
    assert list(list_events(mentor, AT)) == []
    for act in (
        lambda: actions.cancel_meeting(meeting=meeting, word="Trop tard", actor=mentor, at=AT),
        lambda: actions.note_exchange(
            pairing=pairing, on=timezone.localdate(AT), kind=MeetingKind.PHONE, line="…", actor=mentor, at=AT
        ),
    ):
        with pytest.raises(actions.MeetingRefused, match="lien d’intérêts"):
            act()
    (row,) = read_board(world.edition, at=AT).rows
    assert row.concern == f"{mentor} a un lien d’intérêts déclaré avec ce projet."
    assert row.current == pairing  # organisers end it, and the project is notified by that
    actions.cancel_meeting(meeting=meeting, word="On vous dira qui nous suit.", actor=world.holder, at=AT)


def test_a_private_note_goes_with_the_account_of_its_author_and_the_shared_one_stays(world):
    pairing = followed(world)
    meeting = agreed(world, pairing)
    second = factories.user("Une autre plume")
    for author, text in ((None, "Partagé"), (pairing.mentor, "Du mentor"), (second, "De qui part")):
        uid = name_note(meeting.pk, author and author.pk)
        meeting.notes.create(
            uid=uid, author=author, text=text, created_at=AT, created_by=second, saved_at=AT, saved_by=second
        )

    second.delete()

    assert set(meeting.notes.values_list("text", flat=True)) == {"Partagé", "Du mentor"}


def test_a_meeting_to_record_is_the_next_thing_a_mentor_reads():
    world = factories.edition_with(participations=1, mentors=1)
    pairing = followed(world)
    agreed(world, pairing)
    mentor = world.mentors[0]

    before, after = (
        coach.find_next_for_coach(coach.read_work(RoleBook(mentor), None, at), at)
        for at in (AT, SOON + timedelta(hours=2))
    )

    assert before.title == "Rien à faire pour l’instant"
    assert after.title == "Un rendez-vous est à raconter"
    assert after.href == reverse("coaching:meetings", args=[pairing.participation.project.slug])


def test_control_and_direction_characters_are_dropped():
    """A sign that turns the text round is dropped."""
    for field in (
        forms.WishesForm(choices=[]).fields["reason_1"],
        forms.RefusalForm().fields["reason"],
        support_forms.ReopeningForm().fields["reason"],
        support_forms.MeetingForm().fields["notes"],
        support_forms.StanceForm.base_fields["comment"],
        support_forms.SupportDecisionForm.base_fields["reason"],
        SpeakerForm.base_fields["function"],
        SpeakerForm.base_fields["body"],
    ):
        assert field.clean("Oui\u202e, non\u0007") == "Oui, non", field


def test_a_place_that_is_a_link_is_a_video_call_though_nobody_chose_it(world, as_user):
    pairing = followed(world)
    slug = pairing.participation.project.slug
    day = timezone.localtime() + timedelta(days=5)
    typed = {"first": f"{day:%Y-%m-%dT10:00}", "minutes": "60", "kind": "in_person"}
    send = reverse("coaching:propose_meeting", args=[slug])

    as_user(world.holder).post(send, {**typed, "place": "https://visio.exemple.fr/a"})
    as_user(world.holder).post(send, {**typed, "first": f"{day:%Y-%m-%dT15:00}", "place": "Caen"})

    kinds = MentorMeeting.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [MeetingKind.VIDEO, MeetingKind.IN_PERSON]
