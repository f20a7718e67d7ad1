"""The surveys of the year: which wave, whom it asks, when it leaves, and who is no longer reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.models import Attendee, AttendeeResponse, PersonalResponse, Session, Survey, SurveyInvitation
from coaching.pairing.actions.pairing import propose
from coaching.pairing.enums import PairingState
from coaching.surveys.actions import invitations, room, survey as actions
from coaching.surveys.audiences import list_recipients
from coaching.surveys.awaiting import list_awaited
from coaching.surveys.enums import SurveyAudience, SurveyKind, Wave, list_fixed_waves, read_wave
from coaching.surveys.progress import read_survey_progress
from coaching.surveys.queries import propose_day
from programmes.enums import RoleName
from programmes.models import Edition
from projects.models import ProjectMember
from tests import factories
from tests.support.live import LiveSession, run_session
from tests.support.reminders import plan_rules
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
EVERYBODY = [audience.value for audience in SurveyAudience]


def wave_of(world: factories.World, at: Any, **fields: Any) -> Survey:
    return actions.open_survey(
        edition=world.edition,
        **{
            "kind": SurveyKind.FOLLOW_UP,
            "wave": 6,
            "opens_at": at,
            "closes_at": at + timedelta(days=30),
            "actor": world.organiser,
            "at": at,
            **fields,
        },
    )


def follow(world: factories.World) -> None:
    """The mentor follows the first project."""
    pairing = propose(
        participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=NOW()
    )
    pairing.state = PairingState.ACCEPTED
    pairing.save()


# which wave


def test_the_address_of_a_survey_names_its_wave_and_no_other_names_one() -> None:
    for slug in ("debrief", "synthesis", "month-1", "month-12", "free-1", "free-42"):
        wave = read_wave(slug)
        assert wave is not None, slug
        assert wave.slug == slug
    for slug in ("", "month-2", "month-06", "free-0", "free-", "free-٣", "follow_up", "free-100"):
        assert read_wave(slug) is None, slug


def test_free_surveys_are_numbered_and_each_wave_is_once() -> None:
    world, at = factories.edition_with(), NOW()
    first = wave_of(world, at, kind=SurveyKind.FREE, wave=0, title_fr="La restauration")
    second = wave_of(world, at, kind=SurveyKind.FREE, wave=0, title_fr="Le lieu")
    again = wave_of(world, at)
    moved = wave_of(world, at + timedelta(days=1))

    assert (first.slug, second.slug, second.heading) == ("free-1", "free-2", "Le lieu")
    assert again.pk == moved.pk
    assert [str(wave.label) for wave in list_fixed_waves()][-1] == "suivi à 12 mois"
    for wrong in ({"kind": "synthesis", "wave": 3}, {"kind": "follow_up", "wave": 0}):
        with pytest.raises(IntegrityError, match="survey_wave_of_kind"), transaction.atomic():
            Survey.objects.filter(pk=first.pk).update(**wrong)


def test_a_follow_up_is_proposed_so_many_months_after_the_session() -> None:
    edition = factories.edition(session_starts_on=date(2026, 8, 30), session_ends_on=date(2026, 8, 31))
    today = date(2026, 7, 1)
    assert propose_day(edition, Wave(SurveyKind.FOLLOW_UP, 6), today) == date(2027, 2, 28)


def test_the_dates_of_an_edition_name_each_wave_and_lead_to_it(as_user: AsUser) -> None:
    world = factories.edition_with()
    for wave in (6, 12):
        wave_of(world, timezone.now(), wave=wave)
    client = as_user(world.organiser)
    page = client.get(reverse("programmes:manage_dates", args=[world.edition.slug])).text
    assert "Suivi à 12 mois : fin" in page.replace("\xa0", " ")
    address = f"{reverse('coaching:manage_surveys', args=[world.edition.slug])}?kind=month-6"
    assert address in page


def test_the_synthesis_is_proposed_some_days_after_the_session_or_today(as_user: AsUser) -> None:
    today = timezone.localdate()
    world = factories.edition_with(session_starts_on=today, session_ends_on=today)
    synthesis = Wave(SurveyKind.SYNTHESIS)
    assert propose_day(world.edition, synthesis, today) == today + timedelta(days=3)
    assert propose_day(world.edition, synthesis, today + timedelta(days=30)) == today + timedelta(days=30)
    address = reverse("coaching:manage_surveys", args=[world.edition.slug])
    shown = as_user(world.organiser).get(f"{address}?kind=synthesis").text
    assert f"{today + timedelta(days=3)}T09:00" in shown


def test_the_debrief_is_proposed_for_the_last_afternoon_of_the_session(as_user: AsUser) -> None:
    last = timezone.localdate() + timedelta(days=10)
    world = factories.edition_with(session_starts_on=last - timedelta(days=1), session_ends_on=last)
    address = reverse("coaching:manage_surveys", args=[world.edition.slug])

    shown = as_user(world.organiser).get(f"{address}?kind=debrief").text

    assert f"{last}T16:00" in shown
    assert f"{last + timedelta(days=3)}T20:00" in shown
    assert propose_day(world.edition, Wave(SurveyKind.DEBRIEF), last + timedelta(days=9)) == last + timedelta(
        days=9
    )


# who is asked


def test_each_audience_is_one_list_and_nobody_stands_twice() -> None:
    world = factories.edition_with(participations=2, mentors=2, partners=1)
    follow(world)
    project = world.participations[0].project
    second = ProjectMember.objects.create(project=project, user=factories.user("Bérénice"), joined_at=NOW())
    left = ProjectMember.objects.create(
        project=project, user=factories.user(), joined_at=NOW(), left_at=NOW()
    )
    session = Session.objects.create(edition=world.edition)
    guest = factories.user("Guy Hébert")
    for user in (guest, world.holder, world.partners[0]):
        Attendee.objects.create(session=session, user=user, name=user.name, kind="observer", added_at=NOW())
    Attendee.objects.create(session=session, name="Sans compte", kind="observer", added_at=NOW())
    world.mentors[0].roles.create(edition=world.edition, name=RoleName.PARTNER, started_at=NOW())

    survey = wave_of(world, NOW(), audiences=EVERYBODY)
    asked = {one.person: one.audience for one in list_recipients(survey)}

    assert asked[world.holder] == SurveyAudience.HOLDERS
    assert asked[second.user] == SurveyAudience.SECOND
    assert asked[world.mentors[0]] == SurveyAudience.MENTORS
    assert asked[world.partners[0]] == SurveyAudience.PARTNERS
    assert asked[guest] == SurveyAudience.ATTENDEES
    assert left.user not in asked
    assert world.mentors[1] not in asked  # follows nobody
    assert len(asked) == 6


def test_links_leave_once_to_projects_and_to_people() -> None:
    world, at = factories.edition_with(participations=2, mentors=1), NOW()
    follow(world)
    survey = wave_of(world, at, audiences=["holders", "mentors"])

    assert actions.send_links(survey=survey, actor=world.organiser, at=at) == 3
    assert actions.send_links(survey=survey, actor=world.organiser, at=at) == 0

    assert SurveyInvitation.objects.count() == 2
    assert PersonalResponse.objects.get().person == world.mentors[0]
    mails = OutgoingMail.objects.filter(template="coaching/surveys/wave_link")
    assert mails.count() == 3
    assert all("Suivi à 6 mois" in mail.subject for mail in mails.filter(language="fr"))


def test_links_leave_by_themselves_when_the_survey_opens() -> None:
    world, at = factories.edition_with(participations=1), NOW()
    survey = wave_of(world, at + timedelta(days=2), sends_itself=True)
    past = factories.edition_with(participations=1, silent=True)
    wave_of(past, at, sends_itself=True)

    assert actions.send_due_links(at=at) == 0
    assert actions.send_due_links(at=at + timedelta(days=2, minutes=1)) == 1
    assert actions.send_due_links(at=at + timedelta(days=2, minutes=11)) == 0
    assert survey.invitations.count() == 1


# who is reminded


def test_reminders_are_listed_as_they_leave_and_reach_only_who_is_awaited() -> None:
    world, at = factories.edition_with(participations=4, mentors=1, partners=1), NOW()
    follow(world)
    survey = wave_of(world, at, audiences=EVERYBODY)
    actions.send_links(survey=survey, actor=world.organiser, at=at)
    answered, given_up, shut, waits = SurveyInvitation.objects.order_by("pk")
    SurveyInvitation.objects.filter(pk=answered.pk).update(state="sent", sent_at=at)
    SurveyInvitation.objects.filter(pk=shut.pk).update(revoked_at=at)
    given_up.participation.state = "declined"
    given_up.participation.save()
    world.partners[0].roles.update(ended_at=at)

    (coming,) = read_survey_progress(survey, at).reminders
    assert (coming.day, coming.count) == (timezone.localdate(at + timedelta(days=10)), 2)

    for days in (9, 10, 11):
        plan_rules(at + timedelta(days=days, minutes=5), "coaching.survey_missing")
    reminded = OutgoingMail.objects.filter(template="coaching/surveys/wave_reminder")
    assert {mail.user_id for mail in reminded} == {
        waits.participation.project.find_lead().pk,
        world.mentors[0].pk,
    }
    assert reminded.count() == 2


def test_an_organiser_reminds_once_a_day(as_user: AsUser) -> None:
    world, at = factories.edition_with(participations=2), NOW()
    survey = wave_of(world, at)
    actions.send_links(survey=survey, actor=world.organiser, at=at)
    client = as_user(world.organiser)
    page = reverse("coaching:manage_surveys", args=[world.edition.slug]) + "?kind=month-6"
    assert "Relancer maintenant les 2 qui n’ont pas répondu" in client.get(page).text

    address = reverse("coaching:survey_remind", args=[world.edition.slug, "month-6"])
    assert client.post(address).url == page
    client.post(address)

    assert OutgoingMail.objects.filter(template="coaching/surveys/wave_reminder").count() == 2
    with pytest.raises(TransitionRefused):
        invitations.remind_now(survey=survey, actor=world.organiser, at=survey.closes_at)


def test_recipients_are_listed_before_the_links_are_sent(as_user: AsUser) -> None:
    world, at = factories.edition_with(participations=2, partners=1), NOW()
    wave_of(world, at, kind=SurveyKind.FREE, wave=1, title_fr="Le lieu", audiences=["holders", "partners"])

    text = as_user(world.organiser).get(
        reverse("coaching:manage_surveys", args=[world.edition.slug]) + "?kind=free-1"
    ).text  # fmt: skip

    assert "3 personnes seront interrogées" in text
    assert world.partners[0].email in text.replace("<wbr>", "")
    assert "3 liens restent à envoyer" in text


def test_a_free_survey_is_prepared_on_its_page(as_user: AsUser) -> None:
    world = factories.edition_with()
    client = as_user(world.organiser)
    page = reverse("coaching:manage_surveys", args=[world.edition.slug])
    posted = {"opens_at": "2026-12-01T09:00", "closes_at": "2026-12-20T18:00", "audiences": ["partners"]}

    assert client.post(f"{page}?kind=free", posted).status_code == 422  # without a title
    done = client.post(f"{page}?kind=free", {**posted, "title_fr": "Votre accueil", "anonymous": "on"})

    assert done.url == f"{page}?kind=free-1"
    made = Survey.objects.get()
    assert (made.heading, made.anonymous, made.audiences) == ("Votre accueil", True, ["partners"])
    assert client.get(f"{page}?kind=free-2").status_code == 404


def ask_session() -> tuple[LiveSession, Survey]:
    """Two projects and a partner have their links; those who are there may answer in the room."""
    live = run_session()
    survey = actions.open_survey(
        edition=live.world.edition, kind=SurveyKind.DEBRIEF, opens_at=NOW() - timedelta(hours=1),
        closes_at=NOW() + timedelta(days=9), audiences=["holders", "partners"], actor=None, at=NOW(),
    )  # fmt: skip
    actions.send_links(survey=survey, actor=live.world.organiser, at=NOW())
    return live, room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=NOW())


built, debrief = share_world(ask_session)


@pytest.fixture
def live(debrief: tuple[LiveSession, Survey]) -> LiveSession:
    return debrief[0]


@pytest.fixture
def survey(debrief: tuple[LiveSession, Survey]) -> Survey:
    return debrief[1]


def answer_in_the_room(live: LiveSession, survey: Survey, who: object) -> None:
    begun = room.start_room_response(survey=survey, attendee=live.attendee_of(who), at=NOW())
    AttendeeResponse.objects.filter(pk=begun.pk).update(state="sent", sent_at=NOW())


def read_pages(organiser: Client, survey: Survey) -> list[object]:
    """What the page of the survey tells an organiser: who is listed, who is awaited, how many, who is reminded."""
    address = reverse("coaching:manage_surveys", args=[survey.edition.slug])
    pages: list[object] = []
    for show in ("", "awaited"):
        page = organiser.get(address, {"kind": survey.slug, "show": show}).context
        pages.append([(entry.name, entry.row.state) for entry in page["page"]])
        pages += [replace(page["counts"], room=None), page["progress"].reminders]
    return pages


def test_a_person_who_answers_in_the_room_gets_no_reminder_and_nothing_reveals_it(
    live: LiveSession, survey: Survey, as_user: AsUser
) -> None:
    organiser = as_user(live.world.organiser)
    before = read_pages(organiser, survey)
    assert len(list_awaited(survey)) == 3

    answer_in_the_room(live, survey, live.world.partners[0])
    answer_in_the_room(live, survey, live.world.participations[0].project.find_lead())

    assert len(list_awaited(survey)) == 1
    assert read_pages(organiser, survey) == before


def test_the_mails_of_the_edition_do_not_reveal_who_was_reminded(
    live: LiveSession, survey: Survey, as_user: AsUser
) -> None:
    organiser = as_user(live.world.organiser)
    answer_in_the_room(live, survey, live.world.partners[0])
    journal = reverse("programmes:manage_mails", args=[survey.edition.slug])
    before = organiser.get(journal).context["page"].paginator.count

    place = [survey.edition.slug, survey.slug]
    reminded = organiser.post(reverse("coaching:survey_remind", args=place), follow=True)

    assert OutgoingMail.objects.filter(template__endswith="_reminder").count() == 2
    assert organiser.get(journal).context["page"].paginator.count == before
    assert "Les relances partent" in reminded.text
    entry = AuditEntry.objects.get(verb="remind_survey")
    assert entry.data == {}


def test_an_answer_begun_in_the_room_is_still_awaited(live: LiveSession, survey: Survey) -> None:
    partner = live.attendee_of(live.world.partners[0])
    room.start_room_response(survey=survey, attendee=partner, at=NOW())
    assert len(list_awaited(survey)) == 3


def test_a_wave_that_is_not_prepared_says_from_which_day_its_dates_are_proposed(as_user: AsUser) -> None:
    world = factories.edition_with(session_starts_on=date(2026, 12, 10), session_ends_on=date(2026, 12, 11))
    address = reverse("coaching:manage_surveys", args=[world.edition.slug])
    dates = f"{reverse('programmes:manage_dates', args=[world.edition.slug])}#id_session_ends_on"
    client = as_user(world.organiser)

    page = client.get(address, {"kind": "month-6"})
    assert "d’après le dernier jour de la session, le vendredi 11 décembre 2026" in page.text.replace(
        "\xa0", " "
    )
    assert dates in page.text

    Edition.objects.filter(pk=world.edition.pk).update(session_ends_on=None)
    assert "n’est pas fixé" in client.get(address, {"kind": "month-6"}).text
