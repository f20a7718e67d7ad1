"""Those who leave: a project gives its place up, a pairing or a role ends. What was planned follows."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accelerator.audit.models import AuditEntry
from accelerator.outbox import delivery
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import ReasonMissing
from coaching.home import coach as coaches
from coaching.models import Booking, Pairing, Slot, Survey
from coaching.pairing.actions import pairing as pairings
from coaching.pairing.enums import PairingState
from coaching.session.actions import releases, session as sessions, turns
from coaching.session.enums import SlotKind
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from coaching.surveys.enums import SurveyKind
from coaching.surveys.progress import count_survey
from programmes.actions.roles import end_role
from programmes.enums import RoleName
from programmes.models import Edition, Role
from programmes.queries import RoleBook
from projects.application.enums import ApplicationState
from projects.decision.actions import participation as places
from projects.decision.enums import Outcome, ParticipationState
from projects.models import Decision, Recusal
from tests import factories

pytestmark = pytest.mark.django_db
AT = factories.NOW
FIRST = date(2026, 12, 3)


def planned(world: factories.World):
    """A published session whose every project has a turn on the first day, and the first mentor."""
    session = sessions.plan_session(
        edition=world.edition,
        venue="Le Dôme",
        dates=[FIRST],
        rooms=["Amphi", "Labo"],
        actor=world.organiser,
        at=AT,
    )
    for participation in world.participations:
        paired(world, participation)
    turns.share_out_day(day=session.days.get(), actor=world.organiser, at=AT)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    return session


def paired(world: factories.World, participation, mentor=None) -> Pairing:
    pairing = pairings.propose(
        participation=participation, mentor=mentor or world.mentors[0], actor=world.organiser, at=AT
    )
    pairings.answer(pairing=pairing, accepted=True, actor=pairing.mentor, at=AT)
    return pairing


def written_to(person) -> list[str]:
    return list(OutgoingMail.objects.filter(user=person).order_by("pk").values_list("template", flat=True))


def leave(world: factories.World, at: datetime = AT) -> None:
    places.decline(participation=world.participations[0], actor=world.holder, at=at)


def test_the_turns_of_a_project_that_leaves_are_free_and_its_mentor_is_notified():
    world = factories.edition_with(participations=2, mentors=1)
    planned(world)
    turn = Booking.objects.get(participation=world.participations[0])

    leave(world)

    assert set(Booking.objects.values_list("participation", flat=True)) == {world.participations[1].pk}
    gone = Pairing.objects.get(participation=world.participations[0])
    assert (gone.state, gone.reason) == (PairingState.ENDED, "Le projet a laissé sa place.")
    mail = OutgoingMail.objects.get(template="coaching/pairing/pairing_ended")
    assert (mail.user, "laisse sa place" in mail.subject) == (world.mentors[0], True)
    work = coaches.read_work(RoleBook(world.mentors[0]), None, AT)
    assert [item.pairing.participation for item in work.mentored.followed] == [world.participations[1]]
    assert {moment.detail for moment in work.programme} == {str(world.participations[1].project)}
    assert AuditEntry.objects.filter(verb="free_turns", scope=world.edition.scope).count() == 1
    assert cancelled(mail) == {(f"slot-{turn.slot_id}", "CANCELLED")}
    assert not OutgoingMail.objects.filter(template="coaching/session/timetable_changed").exists()


def cancelled(mail: OutgoingMail) -> set[tuple[str, str]]:
    """The events that the file of this mail takes out of a calendar."""
    (file,) = mail.attachments
    events = Calendar.from_ical(file["content"]).walk("VEVENT")
    return {(str(event["uid"]).partition("@")[0], event["status"]) for event in events}


def test_the_turns_of_a_project_leave_the_calendar_of_a_mentor_whose_pairing_ends():
    world = factories.edition_with(participations=2, mentors=1)
    planned(world)
    turn = Booking.objects.get(participation=world.participations[0])
    pairing = Pairing.objects.get(participation=world.participations[0])
    pairings.end(pairing=pairing, reason="Autre choix", actor=world.organiser, at=AT)
    mail = OutgoingMail.objects.get(template="coaching/pairing/pairing_ended")
    assert cancelled(mail) == {(f"slot-{turn.slot_id}", "CANCELLED")}
    assert not OutgoingMail.objects.filter(template="coaching/session/timetable_changed").exists()


def test_the_synthesis_of_a_project_that_left_is_waited_for_no_more():
    world = factories.edition_with(participations=2)
    survey = Survey.objects.create(
        edition=world.edition,
        kind=SurveyKind.SYNTHESIS,
        form=world.edition.call.form,
        opens_at=AT,
        closes_at=timezone.now() + timezone.timedelta(days=90),
    )
    for participation in world.participations:
        survey.invitations.create(
            participation=participation,
            nonce=factories.nonce(),
            email="p@exemple.test",
            created_at=AT,
            sheet=factories.sheet(world.edition.call.form),
        )

    leave(world)

    assert count_survey(survey).total == 1


def test_past_slots_keep_their_leader_when_a_role_ends():
    world = factories.edition_with(facilitators=1)
    planned(world)
    morning, evening = (
        Slot.objects.get(title_fr="Accueil et émargement"),
        Slot.objects.get(title_fr="Conférence"),
    )
    for slot in (morning, evening):
        slot.leaders.add(world.facilitators[0])
    noon = timezone.make_aware(datetime.combine(FIRST, time(12)))

    end_role(role=Role.objects.get(user=world.facilitators[0]), actor=world.organiser, at=noon)

    assert (morning.leaders.count(), evening.leaders.count()) == (1, 0)


def test_the_pairings_of_a_mentor_whose_role_ends_are_over_and_both_sides_are_notified():
    world = factories.edition_with(participations=1, mentors=1)
    planned(world)
    Slot.objects.filter(title_fr="Conférence").get().leaders.add(world.mentors[0])

    end_role(role=Role.objects.get(user=world.mentors[0]), reason="Congé long.", actor=world.organiser, at=AT)

    pairing = Pairing.objects.get()
    assert (pairing.state, pairing.reason) == (PairingState.ENDED, "Congé long.")
    assert Booking.objects.count() == 1
    assert not Slot.objects.filter(leaders=world.mentors[0]).exists()
    to_mentor = OutgoingMail.objects.get(template="coaching/pairing/role_over")
    assert to_mentor.user == world.mentors[0]
    assert all(
        words in to_mentor.text
        for words in ("Congé long.", world.participations[0].project.title, "Conférence")
    )
    to_holder = OutgoingMail.objects.get(template="coaching/pairing/mentor_lost")
    assert (to_holder.user, "Congé long." in to_holder.text) == (world.holder, False)


def test_slots_stay_with_a_person_who_still_has_a_role_that_leads_them():
    world = factories.edition_with(facilitators=1)
    planned(world)
    factories.role(world.edition, RoleName.SPEAKER, who=world.facilitators[0])
    talk = Slot.objects.get(title_fr="Conférence")
    talk.leaders.add(world.facilitators[0])

    end_role(
        role=Role.objects.get(user=world.facilitators[0], name=RoleName.FACILITATOR),
        actor=world.organiser,
        at=AT,
    )

    assert list(talk.leaders.all()) == world.facilitators


def test_a_pairing_ends_with_a_reason_that_is_read_again(as_user):
    world = factories.edition_with(participations=1, mentors=2)
    pairing = paired(world, world.participations[0])
    organiser = as_user(world.organiser)
    address = reverse("coaching:end_pairing", args=[world.edition.slug, pairing.pk])
    assert organiser.get(address).status_code == 200

    silent = organiser.post(address, {"reason": " "})
    assert (silent.status_code, "Indiquez la raison" in silent.text) == (422, True)
    organiser.post(address, {"reason": "Ils ne se voient plus."})

    table = organiser.get(reverse("coaching:manage_pairings", args=[world.edition.slug])).text
    assert "Ils ne se voient plus." in table
    assert written_to(world.mentors[0])[-1] == "coaching/pairing/pairing_ended"
    assert written_to(world.holder)[-1] == "coaching/pairing/mentor_lost"
    assert organiser.get(address).status_code == 302


def test_no_pairing_ends_without_a_reason():
    world = factories.edition_with(participations=1, mentors=1)
    pairing = paired(world, world.participations[0])
    with pytest.raises(ReasonMissing):
        pairings.end(pairing=pairing, reason=" ", actor=world.organiser, at=AT)
    with pytest.raises(IntegrityError, match="pairing_end_has_reason"), transaction.atomic():
        Pairing.objects.update(state=PairingState.ENDED)


def test_a_role_that_ends_asks_why(as_user):
    world = factories.edition_with(mentors=1)
    role = Role.objects.get(user=world.mentors[0])
    organiser = as_user(world.organiser)
    address = reverse("programmes:end_role", args=[world.edition.slug, role.pk])

    assert organiser.post(address, {"reason": ""}).status_code == 422
    assert organiser.post(address, {"reason": "Muté à Brest."}).status_code == 302

    assert (
        "Muté à Brest." in organiser.get(reverse("coaching:manage_journal", args=[world.edition.slug])).text
    )


# turns and mentors


def two_turns_at_once(world: factories.World) -> Slot:
    session = sessions.plan_session(
        edition=world.edition, venue="Le Dôme", dates=[FIRST], rooms=["A", "B"], actor=world.organiser, at=AT
    )
    slot = Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL)[0]
    for participation, room in zip(world.participations, session.rooms.all(), strict=False):
        turns.book_slot(slot=slot, participation=participation, room=room, actor=world.organiser, at=AT)
    return slot


def test_a_mentor_is_not_asked_for_a_project_received_while_they_are_elsewhere():
    world = factories.edition_with(participations=2, mentors=1)
    two_turns_at_once(world)
    paired(world, world.participations[0])

    with pytest.raises(sessions.PlanRefused, match="est déjà à"):
        pairings.propose(
            participation=world.participations[1], mentor=world.mentors[0], actor=world.organiser, at=AT
        )


def test_accepting_is_refused_when_it_would_put_the_mentor_in_two_places(as_user):
    world = factories.edition_with(participations=1, mentors=1)
    slot = two_turns_at_once(world)
    proposed = pairings.propose(
        participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=AT
    )
    elsewhere = Slot.objects.create(
        day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at, title_fr="Presse", kind=SlotKind.GROUP
    )
    elsewhere.leaders.add(world.mentors[0])

    page = as_user(world.mentors[0]).post(
        reverse("coaching:answer_pairing", args=[proposed.pk]), {"answer": "accept"}, follow=True
    )

    proposed.refresh_from_db()
    assert proposed.state == PairingState.PROPOSED
    assert "Presse" in page.text
    assert "peut déplacer un créneau" in page.text


def test_a_project_that_left_is_given_no_turn():
    world = factories.edition_with(participations=1, mentors=1)
    session = planned(world)
    leave(world)
    slot = Slot.objects.filter(kind=SlotKind.INDIVIDUAL)[0]
    with pytest.raises(sessions.PlanRefused, match="ne vient plus"):
        turns.book_slot(
            slot=slot, participation=world.participations[0], room=None, actor=world.organiser, at=AT
        )
    assert turns.share_out_day(day=session.days.get(), actor=world.organiser, at=AT)[:2] == (0, [])


def waits(world: factories.World) -> None:
    """A project on the reserve list, announced."""
    Decision.objects.create(
        application=factories.application(world.edition, state=ApplicationState.RESERVE),
        outcome=Outcome.RESERVE,
        reserve_rank=1,
        reason="Très bon dossier",
        decided_by=world.organiser,
        decided_at=AT,
        announced_at=AT,
    )


def test_an_organiser_withdraws_a_place_while_the_session_runs(as_user):
    world = factories.edition_with(participations=2, mentors=1)
    waits(world)
    planned(world)
    place = world.participations[0]
    ref = place.project.application.reference
    url = reverse("projects:withdraw_place", args=[world.edition.slug, ref])
    today = timezone.localdate()
    Edition.objects.update(announced_at=AT, session_starts_on=today, session_ends_on=today)
    client = as_user(world.organiser)

    assert url in client.get(reverse("projects:announce", args=[world.edition.slug])).text
    assert "Personne n’est appelé" in client.get(url).text
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "Un accident sur la route"})

    place.refresh_from_db()
    assert (place.state, place.answered_by) == (ParticipationState.DECLINED, world.organiser)
    assert not Booking.objects.filter(participation=place).exists()
    assert Pairing.objects.get(participation=place).state == PairingState.ENDED
    assert "projects/decision/place_withdrawn" in written_to(world.holder)
    assert "coaching/pairing/pairing_ended" in written_to(world.mentors[0])
    assert not OutgoingMail.objects.filter(template="projects/decision/reserve_called").exists()
    entry = AuditEntry.objects.get(verb="withdraw_place")
    assert (entry.actor, entry.data["reason"]) == (world.organiser, "Un accident sur la route")
    page = as_user(world.holder).get(reverse("projects:participation", args=[ref])).text
    assert "L’organisation a retiré votre place" in page
    assert "Un accident sur la route" in page
    assert client.get(url).status_code == 404


def test_nobody_withdraws_the_place_of_a_dossier_they_stepped_aside_from(as_user):
    world = factories.edition_with(participations=1)
    place = world.participations[0]
    Recusal.objects.create(
        application=place.project.application,
        reviewer=world.organiser,
        author=world.organiser,
        reason="Ancienne collègue",
        at=AT,
    )

    with pytest.raises(places.ParticipationRefused, match="Conflit"):
        places.withdraw_place(participation=place, reason="x", actor=world.organiser, at=AT)
    url = reverse("projects:withdraw_place", args=[world.edition.slug, place.project.application.reference])
    assert as_user(world.organiser).get(url).status_code == 404


def release(world: factories.World, session) -> None:
    seen = compute_fingerprint(find_released(session), read_draft(session))
    releases.release_changes(session=session, seen=seen, actor=world.organiser, at=AT)


@pytest.mark.parametrize("team", ["facilitators", "mentors"])
def test_slots_are_cancelled_in_the_calendar_of_a_person_whose_role_ends(team):
    world = factories.edition_with(participations=2, mentors=1, facilitators=1)
    session = planned(world)
    person = getattr(world, team)[0]
    Slot.objects.get(title_fr="Conférence").leaders.add(person)
    release(world, session)
    sent = OutgoingMail.objects.get(template="coaching/session/timetable_changed", user=person)
    (file,) = sent.attachments
    sequences = {str(event["uid"]): event["sequence"] for event in events(file)}

    end_role(role=Role.objects.get(user=person), actor=world.organiser, at=AT)

    mail = OutgoingMail.objects.get(template="coaching/pairing/role_over")
    (file,) = mail.attachments
    assert file["content_type"] == "text/calendar; method=CANCEL"
    assert Calendar.from_ical(file["content"])["method"] == "CANCEL"
    assert {str(event["uid"]) for event in events(file)} == set(sequences)
    assert {str(event["status"]) for event in events(file)} == {"CANCELLED"}
    assert all(event["sequence"] > sequences[str(event["uid"])] for event in events(file))
    assert 'text/calendar; method="CANCEL"; charset="utf-8"' in str(delivery._compose(mail).message())


def test_a_person_who_still_comes_follows_what_is_for_everybody():
    world = factories.edition_with(participations=1, mentors=1)
    planned(world)
    factories.role(world.edition, RoleName.PARTNER, who=world.mentors[0])
    turn = Booking.objects.get()

    role = Role.objects.get(user=world.mentors[0], name=RoleName.MENTOR)
    end_role(role=role, actor=world.organiser, at=AT)

    mail = OutgoingMail.objects.get(template="coaching/pairing/role_over")
    assert cancelled(mail) == {(f"slot-{turn.slot_id}", "CANCELLED")}


def events(file) -> list:
    return Calendar.from_ical(file["content"]).walk("VEVENT")
