"""Sentences that promise something: each is true, or is not written."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accelerator.outbox import delivery
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import builder
from accelerator.questionnaires.models import Answer
from accelerator.web.templatetags import prose
from coaching.models import Slot, SurveyInvitation
from coaching.session.actions import releases, session as sessions, turns as bookings
from coaching.session.enums import SlotKind
from coaching.surveys import defaults
from coaching.surveys.actions.sheets import NO_WORDS, anonymise_answers
from coaching.surveys.awaiting import DAYS_AFTER
from coaching.surveys.enums import SurveyKind
from projects.application.enums import ApplicationState
from projects.decision.actions import participation as places
from projects.decision.enums import Outcome, ParticipationState
from projects.models import Decision
from projects.triage.actions.eligibility import declare_ineligible
from tests import factories
from tests.support.reminders import plan_rules
from tests.support.synthesis import invitation, survey_of_link, synthesis_survey

pytestmark = pytest.mark.django_db
AT = factories.NOW


def debrief(world: factories.World):
    form = builder.publish(defaults.READY[SurveyKind.DEBRIEF], name="Débrief", at=timezone.now())
    survey = synthesis_survey(world.edition, kind=SurveyKind.DEBRIEF, form=form)
    return survey, invitation(survey, world.participations[0])


def events_of(mail: OutgoingMail) -> list:
    (attachment,) = mail.attachments
    return list(Calendar.from_ical(attachment["content"]).walk("VEVENT"))


def test_the_reminders_that_the_page_of_a_debrief_names_exist(as_user):
    world = factories.edition_with(participations=1)
    _survey, late = debrief(world)
    page = as_user(world.organiser).get(
        reverse("coaching:manage_surveys", args=[world.edition.slug]) + "?kind=debrief"
    )
    second, first = DAYS_AFTER[SurveyKind.DEBRIEF]
    for days in (first, second):
        due = late.created_at + timedelta(days=days)
        assert prose.day(timezone.localdate(due)) in page.text

    for days in (first, second):
        plan_rules(timezone.now() + timedelta(days=days, hours=1), "coaching.survey_missing")

    sent = OutgoingMail.objects.filter(template="coaching/surveys/survey_reminder")
    assert sent.count() == 2
    assert all("avis à chaud" in mail.subject and "synthèse" not in mail.text for mail in sent)
    assert late.survey.kind == SurveyKind.DEBRIEF


def test_a_short_survey_of_any_kind_is_reminded_once_at_two_thirds_as_its_page_says(as_user):
    world = factories.edition_with(participations=1)
    now, organiser = timezone.now(), as_user(world.organiser)
    for kind in SurveyKind.values:
        wave = {SurveyKind.FOLLOW_UP: 6, SurveyKind.FREE: 1}.get(kind, 0)
        short = {"opens_at": now, "closes_at": now + timedelta(hours=36), "sent_out_at": now}
        survey = synthesis_survey(world.edition, kind=kind, wave=wave, **short)
        late = invitation(survey, world.participations[0])
        late.created_at = now
        late.save()
        page = organiser.get(
            reverse("coaching:manage_surveys", args=[world.edition.slug]), {"kind": survey.slug}
        )
        assert [reminder.day for reminder in page.context["progress"].reminders] == [
            timezone.localdate(now + timedelta(hours=24))
        ], kind
    reminded = []
    for hours in (23, 25, 35):
        plan_rules(now + timedelta(hours=hours), "coaching.survey_missing")
        mails = OutgoingMail.objects.filter(template__contains="reminder")
        reminded.append(sorted(survey_of_link(mail.text).survey.kind for mail in mails))
    assert reminded == [[], sorted(SurveyKind.values), sorted(SurveyKind.values)]


def test_everybody_of_a_short_anonymous_survey_is_reminded_at_two_thirds():
    world = factories.edition_with(participations=1)
    now = timezone.now()
    short = {"opens_at": now, "closes_at": now + timedelta(hours=36), "sent_out_at": now}
    synthesis_survey(world.edition, kind=SurveyKind.FREE, wave=1, anonymous=True, **short)

    plan_rules(now + timedelta(hours=23), "coaching.survey_missing")
    assert not OutgoingMail.objects.filter(template="coaching/surveys/wave_reminder").exists()
    plan_rules(now + timedelta(hours=25), "coaching.survey_missing")
    assert OutgoingMail.objects.filter(template="coaching/surveys/wave_reminder").exists()


def test_a_person_who_gets_the_link_of_a_short_survey_late_is_not_reminded_at_once():
    world = factories.edition_with(participations=1)
    now = timezone.now()
    late = invitation(
        synthesis_survey(world.edition, opens_at=now, closes_at=now + timedelta(hours=36), sent_out_at=now),
        world.participations[0],
    )
    late.created_at = now + timedelta(hours=30)
    late.save()

    plan_rules(now + timedelta(hours=31), "coaching.survey_missing")

    assert not OutgoingMail.objects.filter(template__contains="reminder").exists()


def offered(world: factories.World):
    place = factories.participation(world.edition, state=ParticipationState.OFFERED)
    return place, place.project.members.get(leads=True).user


def on_reserve(world: factories.World) -> None:
    Decision.objects.create(
        application=factories.application(world.edition, state=ApplicationState.RESERVE),
        outcome=Outcome.RESERVE,
        reserve_rank=1,
        decided_by=world.organiser,
        decided_at=AT,
        announced_at=AT,
    )


@pytest.mark.parametrize("reserve", [False, True])
def test_others_wait_for_a_place_only_when_somebody_does(as_user, reserve):
    world = factories.edition_with()
    place, holder = offered(world)
    if reserve:
        on_reserve(world)

    page = as_user(holder).get(reverse("projects:participation", args=[place.project.application.reference]))
    places.remind(participation=place, actor=world.organiser, at=AT)

    mail = OutgoingMail.objects.get(template="projects/decision/confirmation_missing")
    assert ("projet suivant" in page.text) is reserve
    assert ("un autre projet attend" in mail.text) is reserve


@pytest.mark.parametrize("contact", ["", "equipe@exemple.test"])
def test_nobody_is_asked_to_reply_to_an_address_that_does_not_receive(contact):
    world = factories.edition_with(applications=1, state=ApplicationState.SUBMITTED)
    world.edition.call.contact_email = contact
    world.edition.call.save()
    application = world.applications[0]
    application.refresh_from_db()
    declare_ineligible(application=application, reason="Hors sujet.", actor=world.organiser, at=AT)

    mail = OutgoingMail.objects.get(template="projects/triage/ineligible")
    assert ("Répondez à ce message" in mail.text) is bool(contact)
    assert mail.reply_to == contact


def test_a_place_confirmed_comes_with_its_days_for_a_calendar():
    world = factories.edition_with()
    place, holder = offered(world)

    places.confirm(participation=place, actor=holder, at=AT)
    delivery.deliver_batch(at=timezone.now())

    (event,) = events_of(OutgoingMail.objects.get(template="projects/decision/participation_confirmed"))
    assert event.decoded("dtstart") == world.edition.session_starts_on
    (sent,) = django_mail.outbox
    assert [(name, kind) for name, _content, kind in sent.attachments] == [
        (f"{world.edition.slug}.ics", "text/calendar")
    ]
    assert sent.body.startswith(f"Bonjour {holder.name},")
    assert sent.body.rstrip().endswith(f"L’équipe d’{world.edition.name}")


def test_the_programme_that_leaves_holds_what_concerns_each_reader(django_assert_max_num_queries):
    world = factories.edition_with(participations=4, mentors=1)
    session = sessions.plan_session(
        edition=world.edition,
        venue="Le Dôme",
        dates=[date(2026, 12, 3)],
        rooms=["Amphi", "Labo"],
        actor=world.organiser,
        at=AT,
    )
    bookings.share_out_day(day=session.days.get(), actor=world.organiser, at=AT)

    with django_assert_max_num_queries(21):
        releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    collective = Slot.objects.exclude(kind=SlotKind.INDIVIDUAL).count()
    mails = OutgoingMail.objects.filter(template="coaching/session/timetable_published")
    to_holder, to_mentor = mails.get(user=world.holder), mails.get(user=world.mentors[0])
    assert "au Dôme" in to_holder.text
    assert (len(events_of(to_holder)), len(events_of(to_mentor))) == (collective + 1, collective)
    (own,) = [event for event in events_of(to_holder) if "description" in event]
    assert world.participations[0].project.title in own["description"]


OPTIONS = {
    "choices": [{"value": "hr", "label_fr": "Ressources humaines", "label_en": "Human resources"}],
    "other": True,
}
VALUES: dict[str, Any] = {
    "body": {"other": "Une Scop"},
    "kinds": ["hr", {"other": "Chez Untel"}],
    "mark": 4,
    "word": "Merci à Untel",
}


def answers_of(sent: SurveyInvitation) -> dict[str, Any]:
    rows = Answer.objects.filter(sheet=sent.sheet)
    return dict(rows.values_list("question__key", "value"))


def test_choices_and_figures_stay_without_a_word_or_a_name() -> None:
    world = factories.edition_with(participations=2)
    form = factories.published_form(
        {"key": "body", "kind": "single", "options": OPTIONS},
        {"key": "kinds", "kind": "multiple", "options": OPTIONS},
        {"key": "mark", "kind": "scale"},
        {"key": "word", "kind": "short_text"},
    )
    survey = synthesis_survey(world.edition, form=form)
    sent, of_another = (invitation(survey, place, **VALUES) for place in world.participations)
    SurveyInvitation.objects.update(state="sent", sent_at=timezone.now())
    Answer.objects.update(saved_by=world.organiser)
    nonce = sent.nonce

    anonymise_answers(places=world.participations[:1], attendees=[], at=timezone.now())

    assert answers_of(sent) == {"body": {"other": NO_WORDS}, "kinds": ["hr", {"other": NO_WORDS}], "mark": 4}
    assert not Answer.objects.filter(sheet=sent.sheet).exclude(saved_by=None).exists()
    assert answers_of(of_another) == VALUES
    sent.refresh_from_db()
    of_another.refresh_from_db()
    assert (sent.email, sent.shared_with_partners) == ("", False)
    assert sent.revoked_at
    assert sent.nonce != nonce
    assert of_another.email
    assert of_another.revoked_at is None
    assert Answer.objects.filter(sheet=of_another.sheet, saved_by=world.organiser).count() == len(VALUES)
