"""The year after the session on each home: surveys to answer, the letter, commitments, what comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires.models import Answer
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.home.coach import count_waiting_for_coach
from coaching.home.holder.ahead import NextAction, list_next_for_holder
from coaching.home.holder.dossiers import count_waiting_for_holder, list_dossiers
from coaching.home.holder.steps import list_dates, list_journey_steps
from coaching.models import (
    Attendee,
    AttendeeResponse,
    MeetingMinutes,
    Pairing,
    Survey,
    SurveyInvitation,
    SynthesisReport,
)
from coaching.pairing.enums import PairingState
from coaching.session.actions import releases, session as sessions, turns
from coaching.support.actions import meeting as actions
from coaching.support.queries.ahead import count_waiting_for_partner
from coaching.surveys.actions import survey as surveys
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.synthesis.enums import ReportKind, ReportState
from programmes.enums import RoleName
from programmes.models import Role
from projects.models import MemberRights, Participation, ProjectMember
from tests import factories
from tests.support import plan as plans
from tests.support.home import LAST, noon
from tests.support.letters import ClosedTable
from tests.support.session import paired
from tests.support.synthesis import survey_of_link
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
AT = noon(LAST + timedelta(days=183))


def a_place(**fields: Any) -> Participation:
    edition = factories.edition(
        session_starts_on=LAST - timedelta(days=1), session_ends_on=LAST, partners_meet_on=LAST, **fields
    )
    return factories.participation(edition, title="Le bac en ligne")


def join(place: Any, who: Any = None, **fields: Any) -> Any:
    """Somebody who joins the project."""
    common = {"project": place.project, "user": who or factories.user(), "joined_at": timezone.now()}
    return ProjectMember.objects.create(**common, **fields).user


def lead_of(place: Any) -> Any:
    return place.project.members.get(leads=True).user


def ask_wave(place: Any, kind: SurveyKind = SurveyKind.FOLLOW_UP, at: Any = AT, **fields: Any) -> Survey:
    """Opened the day before, its links sent."""
    common: dict[str, Any] = {"wave": 6} if kind == SurveyKind.FOLLOW_UP else {}
    survey = surveys.open_survey(
        edition=place.edition, kind=kind, opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=9),
        actor=None, at=at - timedelta(days=1), **{**common, **fields},
    )  # fmt: skip
    surveys.send_links(survey=survey, actor=None, at=at - timedelta(days=1))
    return survey


def next_for(person: Any, at: Any = AT) -> NextAction:
    return list_next_for_holder(list_dossiers(person, at=at), at)[0]


def plain(text: Any) -> str:
    """As it was typed: French spaces do not break."""
    return str(text).replace("\xa0", " ").replace("\u202f", " ")


def steps_of(person: Any, at: Any = AT) -> dict[str, dict[str, Any]]:
    dossier = list_dossiers(person, at=at)[0]
    return {plain(step["label"]): step for step in list_journey_steps(dossier, at)}


def test_the_survey_of_six_months_is_the_next_thing_until_it_is_sent() -> None:
    place = a_place()
    holder = lead_of(place)
    ask_wave(place)
    action = next_for(holder)
    assert plain(action.title) == "Où en est « Le bac en ligne » ?"
    assert plain(action.text).startswith("Suivi à 6 mois, à envoyer ")
    assert survey_of_link(action.href or "") == SurveyInvitation.objects.get()
    assert survey_of_link(steps_of(holder)["Suivi à 6 mois"]["href"]) == SurveyInvitation.objects.get()
    assert steps_of(holder)["Suivi à 6 mois"]["state"] == "current"
    assert count_waiting_for_holder(holder, AT) == 1

    SurveyInvitation.objects.update(state=InvitationState.SENT, sent_at=AT)
    step = steps_of(holder)["Suivi à 6 mois"]
    assert step["state"] == "done"
    assert next_for(holder).href != step["href"]
    assert count_waiting_for_holder(holder, AT) == 0

    SurveyInvitation.objects.update(state=InvitationState.TO_DO, sent_at=None)
    assert steps_of(holder, AT + timedelta(days=20))["Suivi à 6 mois"]["state"] == "missing"
    assert count_waiting_for_holder(holder, AT + timedelta(days=20)) == 0


def test_the_year_stands_by_date_and_what_is_under_way_comes_last() -> None:
    place = a_place()
    holder = lead_of(place)
    ask_wave(place, at=AT - timedelta(days=150), wave=1)
    SurveyInvitation.objects.update(state=InvitationState.SENT, sent_at=AT - timedelta(days=149))
    ask_wave(place, at=AT - timedelta(days=90), wave=3)  # closes unanswered
    ask_wave(place)
    SynthesisReport.objects.create(
        edition=place.edition, participation=place, kind=ReportKind.PROJECT, version=3, requested_at=AT, due_at=AT,
        state=ReportState.READY, built_at=AT - timedelta(days=20), sha256="0" * 64,
    )  # fmt: skip
    assert list(steps_of(holder))[-6:] == [
        "Suivi à 1 mois",
        "Suivi à 3 mois",
        "Document de synthèse",
        "Votre synthèse",
        "Suivi à 6 mois",
        "Où en est-ce ?",
    ]


def test_a_reader_of_the_project_is_asked_nothing() -> None:
    place = a_place()
    reader = join(place, rights=MemberRights.READ)
    ask_wave(place)
    assert not (next_for(reader).href or "").startswith("/surveys/")
    assert "href" not in steps_of(reader)["Suivi à 6 mois"]
    assert count_waiting_for_holder(reader, AT) == 0


def test_a_debrief_answered_in_the_room_is_not_asked_again() -> None:
    place = a_place()
    holder, other = lead_of(place), join(place, rights=MemberRights.EDIT)
    survey = ask_wave(place, SurveyKind.DEBRIEF)
    step = next_for(other)
    assert plain(next_for(holder).title) == "Dites à chaud ce que vous retenez pour « Le bac en ligne »"
    session = sessions.plan_session(
        edition=place.edition, venue="Le Dôme", dates=[LAST], actor=factories.user(), at=AT
    )
    attendee = Attendee.objects.create(
        session=session, name="Ana", kind="holder", participation=place, added_at=AT, user=holder
    )
    invitation = SurveyInvitation.objects.get()
    sheet = type(invitation.sheet).objects.create(revision=invitation.sheet.revision, created_at=AT)
    AttendeeResponse.objects.create(
        survey=survey,
        attendee=attendee,
        come_as="holder",
        sheet=sheet,
        state=InvitationState.SENT,
        started_at=AT,
        sent_at=AT,
    )
    assert not (next_for(holder).href or "").startswith("/surveys/")
    assert count_waiting_for_holder(holder, AT) == 0
    assert next_for(other).title == step.title, "the others of the project do not learn that it was answered"
    assert count_waiting_for_holder(other, AT) == 1


def test_the_answers_of_six_months_are_read_again_from_the_home(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    place, at = world.participations[0], timezone.now()
    holder = lead_of(place)
    ask_wave(place, at=at)
    invitation = SurveyInvitation.objects.get()
    questions = {question.key: question for question in invitation.sheet.revision.questions.all()}
    for key, value in (("evolution", "Nous avons changé de planning."), ("quote", "no")):
        Answer.objects.create(sheet=invitation.sheet, question=questions[key], value=value, saved_at=at)
    SurveyInvitation.objects.update(state=InvitationState.SENT, sent_at=at)
    type(invitation.sheet).objects.filter(pk=invitation.sheet_id).update(frozen_at=at, saved_at=at)
    client = as_user(holder)
    address = f"{reverse('coaching:my_answers', args=[place.project.slug])}?survey=month-6"
    assert address in client.get(reverse("coaching:my_home")).text
    page = client.get(address)
    assert "Nous avons changé de planning." in page.text
    assert "Suivi à 6 mois : réponses reçues le" in " ".join(page.text.split())
    changed = client.post(address, {"quote": "named"})
    assert changed.headers["Location"] == address
    for other in ("month-3", "debrief", "month-7", "%00", "synthesis"):
        assert client.get(address.replace("month-6", other)).status_code == 404
    assert as_user(factories.user()).get(address).status_code == 404


def test_the_home_leads_to_what_moves_and_to_the_history(as_user: AsUser) -> None:
    table = ClosedTable()
    commitment = table.commit()
    slug = table.place.project.slug
    type(table.edition).objects.filter(pk=table.edition.pk).update(
        session_starts_on=timezone.localdate() - timedelta(days=40),
        session_ends_on=timezone.localdate() - timedelta(days=39),
    )
    client = as_user(table.holder)
    page = client.get(reverse("coaching:my_project", args=[slug])).text
    assert reverse("coaching:project_timeline", args=[slug]) in page
    at = timezone.now()
    step = steps_of(table.holder, at)["Où en est-ce ?"]
    assert step["text"] == "1 engagement en cours"
    assert step["href"] == reverse("coaching:follow_up", args=[slug])
    assert count_waiting_for_holder(table.holder, at) == 0

    type(commitment).objects.update(state=CommitmentState.DONE)
    assert steps_of(table.holder, at)["Où en est-ce ?"]["text"] == "1 à confirmer"
    assert count_waiting_for_holder(table.holder, at) == 1
    type(commitment).objects.update(confirmation=Confirmation.YES)
    assert count_waiting_for_holder(table.holder, at) == 0


def test_lines_without_an_answer_wait_those_of_a_letter_that_was_replaced_do_not() -> None:
    table = ClosedTable()
    assert count_waiting_for_holder(table.holder, AT) == 0  # not sent yet
    table.send()
    assert count_waiting_for_holder(table.holder, AT) == 1
    table.amend(lead=table.opco)
    table.send()
    assert count_waiting_for_holder(table.holder, AT) == 1
    table.answer_line()
    assert count_waiting_for_holder(table.holder, AT) == 0


def test_the_day_of_the_partners_meeting_is_among_the_dates() -> None:
    edition = a_place().edition
    dates = {row["label"]: row["state"] for row in list_dates(edition, AT)}
    assert dates["Les partenaires se réunissent"] == "done"


@pytest.mark.parametrize("days", [3, -3])
def test_turns_that_are_over_are_not_appointments_any_more(as_user: AsUser, days: int) -> None:
    on, at = timezone.localdate() + timedelta(days=days), timezone.now()
    world = factories.edition_with(participations=1, session_starts_on=on, session_ends_on=on)
    common = {"actor": world.organiser, "at": at}
    session = sessions.plan_session(
        edition=world.edition, venue="Le Dôme", rooms=["Amphi"], dates=[on], **common
    )
    turns.share_out_day(day=session.days.get(), **common)
    releases.publish_timetable(session=session, **common)
    place = world.participations[0]
    page = as_user(lead_of(place)).get(reverse("coaching:my_project", args=[place.project.slug])).text
    assert ("Vos rendez-vous</h2>" in page) == (days > 0)
    assert "Amphi" in page  # in the journey all the same


# --- as oneself ---


def test_a_mentor_finds_on_their_home_the_survey_they_are_asked(as_user: AsUser) -> None:
    place, at = a_place(), timezone.now()
    mentor = factories.role(place.edition, RoleName.MENTOR)
    paired(place, mentor)
    ask_wave(place, SurveyKind.FREE, at=at, title_fr="Le lieu", audiences=["mentors"])
    page = as_user(mentor).get(reverse("coaching:coaching_home")).text
    assert f"Votre avis sur {place.edition} est attendu" in page
    assert "Le lieu, à envoyer" in page
    assert "/asked/" in page
    assert count_waiting_for_coach(mentor, at) == 1
    Pairing.objects.update(state=PairingState.ENDED, reason="Dit")
    assert "/asked/" not in as_user(mentor).get(reverse("coaching:coaching_home")).text


def test_a_second_participant_finds_theirs_and_who_holds_the_project_does_not(as_user: AsUser) -> None:
    place, at = a_place(), timezone.now()
    second = join(place)
    ask_wave(place, SurveyKind.FREE, at=at, title_fr="Le lieu", audiences=["second"])
    assert "/asked/" in as_user(second).get(reverse("coaching:my_home")).text
    assert "/asked/" not in as_user(lead_of(place)).get(reverse("coaching:my_home")).text
    assert count_waiting_for_holder(second, at) == 1


# --- a partner ---


def partner_card(client: Client, query: str = "") -> str:
    page = client.get(reverse("coaching:support_home") + query).text
    return " ".join(page.partition('class="next')[2].partition("</section>")[0].split())


def test_a_partner_reads_of_commitments_without_news_then_of_those_that_go_on(as_user: AsUser) -> None:
    table = ClosedTable()
    anna = as_user(table.anna)
    assert "attend votre accord" in partner_card(anna)
    actions.approve_minutes(
        minutes=MeetingMinutes.objects.get(), organisation=table.region, actor=table.anna, at=AT
    )
    assert "Rien à faire pour l’instant" in partner_card(anna)

    commitment = table.commit()
    type(commitment).objects.update(moved_at=timezone.now())
    assert "1 engagement en cours" in partner_card(anna)
    type(commitment).objects.update(moved_at=timezone.now() - timedelta(days=9))
    assert "1 engagement attend de vos nouvelles" in partner_card(anna)
    assert reverse("coaching:support_commitments", args=[table.edition.slug]) in partner_card(anna)
    assert "engagement" not in partner_card(as_user(table.boris))  # another body's
    join(table.place, table.anna)
    assert "engagement" not in partner_card(anna)  # their own project


def test_a_partner_finds_on_their_home_the_survey_they_are_asked(as_user: AsUser) -> None:
    table = ClosedTable()
    actions.approve_minutes(
        minutes=MeetingMinutes.objects.get(), organisation=table.region, actor=table.anna, at=AT
    )
    ask_wave(table.place, SurveyKind.FREE, at=timezone.now(), title_fr="Le lieu", audiences=["partners"])
    assert "/asked/" in partner_card(as_user(table.anna))


def test_other_tasks_of_a_partner_are_listed_below_beside_their_other_editions(as_user: AsUser) -> None:
    table, at = ClosedTable(), timezone.now()
    commitment = table.commit()
    type(commitment).objects.update(moved_at=at - timedelta(days=9))
    later = factories.edition()
    shared = plans.need(factories.participation(later), is_shared=True)
    Role.objects.create(
        edition=later, user=table.anna, name=RoleName.PARTNER, organisation=table.region, started_at=at
    )
    home = reverse("coaching:support_home")

    page = as_user(table.anna).get(f"{home}?edition={table.edition.slug}").text
    below = page.partition('class="also-list"')[2].partition("</ul>")[0]

    assert "attend votre accord" in partner_card(as_user(table.anna), f"?edition={table.edition.slug}")
    assert "1 engagement attend de vos nouvelles" in below.replace("\xa0", " ")
    counts = [part.split()[0].partition("<")[0] for part in page.split('class="choice-count">')[1:]]
    assert sorted(counts)[-2:] == ["1", "2"]
    assert count_waiting_for_partner(table.anna, at) == 3
    assert count_waiting_for_partner(table.boris, at) == 1  # minutes; the commitment is another body's
    later.closes_on = timezone.localdate(at) - timedelta(days=1)
    later.save()
    assert count_waiting_for_partner(table.anna, at) == 2
    join(shared.participation, table.anna)
    later.closes_on = None
    later.save()
    assert count_waiting_for_partner(table.anna, at) == 2  # their own project
