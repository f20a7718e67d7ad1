"""What waits in the year after the session: surveys, the partners' meeting, letters, commitments, projects."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from coaching.followup.models import Commitment
from coaching.models import MentorMeeting, Pairing, Post, Survey, SurveyInvitation, SynthesisReport
from coaching.posts.enums import PostState
from coaching.support.enums import StanceKind
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.synthesis.enums import ReportKind, ReportState
from programmes.models import Edition
from projects.decision.enums import ParticipationState
from projects.models import Participation, ProjectMember
from tests import factories
from tests.support import plan as plans
from tests.support.home import FIRST, LAST, noon, survey
from tests.support.letters import ClosedTable
from tests.support.partners import PartnersTable
from tests.support.shared import share_world
from tests.support.todo import find_line, list_titles
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

AT = noon(LAST + timedelta(days=30))
DAY = AT.date()
COMMON = {"version": 1, "requested_at": AT, "due_at": AT, "sha256": "0" * 64}


def build_report(edition: Edition) -> None:
    SynthesisReport.objects.create(
        edition=edition, kind=ReportKind.EDITION, state=ReportState.READY, **COMMON
    )


def prepare(table: PartnersTable) -> None:
    """The session is over, its synthesis came, the report is built."""
    Edition.objects.filter(pk=table.edition.pk).update(session_starts_on=FIRST, session_ends_on=LAST)
    survey(table.place, state=InvitationState.SENT)
    build_report(table.edition)


@pytest.fixture
def table() -> PartnersTable:
    """A project passes one need on."""
    table = PartnersTable()
    prepare(table)
    return table


def build_closed() -> ClosedTable:
    """The meeting is over, and its letter is prepared."""
    table = ClosedTable()
    prepare(table)
    return table


built, closed = share_world(build_closed)


def titles(table: PartnersTable, at: datetime = AT) -> list[str]:
    return list_titles(table.edition, table.organiser, at)


def meet_on(table: PartnersTable, days: int | None) -> None:
    day = None if days is None else DAY + timedelta(days=days)
    Edition.objects.filter(pk=table.edition.pk).update(partners_meet_on=day)


def commit(table: PartnersTable, moved_at: datetime, **columns: Any) -> Commitment:
    common = {"participation": table.place, "body": table.region, "what": "Deux jours"}
    return Commitment.objects.create(created_at=moved_at, moved_at=moved_at, **{**common, **columns})


# --- surveys and the synthesis ---


def test_syntheses_are_asked_for_from_the_last_day_then_awaited_then_built() -> None:
    world = factories.edition_with(
        closes_at=factories.NOW, session_starts_on=FIRST, session_ends_on=LAST, announced_at=factories.NOW,
        participations=1, reviewers=1,
    )  # fmt: skip
    at = noon(LAST + timedelta(days=2))

    def read(instant: datetime = at) -> list[str]:
        return list_titles(world.edition, world.organiser, instant)

    assert "Demander aux projets leur synthèse" not in read(noon(FIRST))
    assert "Demander aux projets leur synthèse" in read(noon(LAST))
    assert read() == ["Demander aux projets leur synthèse"]
    invitation = survey(world.participations[0])
    assert read() == ["1 projet n’a pas répondu"]
    line = find_line(world.edition, world.organiser, at, "projet n’a pas répondu")
    assert line is not None
    assert (line.who, line.text) == ("fichier de synthèse", "Avant le 25\xa0décembre à 12\xa0h")
    assert line.href.endswith("?kind=synthesis&show=awaited#links")
    type(invitation).objects.update(state="sent", sent_at=at)
    assert read() == ["Construire la synthèse de l’édition"]
    build_report(world.edition)
    assert read() == []


def test_a_past_edition_asks_nobody_for_a_synthesis() -> None:
    world = factories.edition_with(
        closes_at=factories.NOW,
        session_starts_on=FIRST,
        session_ends_on=LAST,
        follow_up_from=LAST,
        silent=True,
    )
    assert list_titles(world.edition, world.organiser, AT) == []


def test_a_survey_is_a_thing_to_do_three_weeks_before_it_ends_and_without_those_who_left() -> None:
    table = PartnersTable()
    Edition.objects.update(session_starts_on=FIRST, session_ends_on=LAST)
    survey(table.place)
    Survey.objects.update(closes_at=AT + timedelta(days=22))
    assert "1 projet n’a pas répondu" not in titles(table)
    assert "1 projet n’a pas répondu" in titles(table, AT + timedelta(days=2))

    Participation.objects.update(state=ParticipationState.DECLINED)

    assert "1 projet n’a pas répondu" not in titles(table, AT + timedelta(days=2))


# --- partners ---


def test_the_day_of_the_meeting_is_named_waited_for_then_there(table: PartnersTable) -> None:
    meet_on(table, None)
    assert titles(table) == ["1 besoin attend la réunion des partenaires", "1 besoin que personne n’a pris"]

    meet_on(table, 3)
    assert titles(table) == ["1 besoin que personne n’a pris"]
    table.answer(StanceKind.JOIN)
    assert titles(table) == []

    meet_on(table, 0)
    line = find_line(table.edition, table.organiser, AT, "besoin attend la réunion des partenaires")
    assert line is not None
    assert (str(line.button), line.href) == ("Ouvrir la réunion", table.page("manage_support_board"))


def test_a_meeting_that_runs_comes_first_until_it_can_be_closed(table: PartnersTable) -> None:
    SynthesisReport.objects.all().delete()
    meet_on(table, 0)
    table.answer(StanceKind.LEAD)
    table.open()
    assert titles(table) == ["1 besoin à décider", "Construire la synthèse de l’édition"]
    table.decide()
    assert titles(table)[0] == "Clore la réunion des partenaires"
    table.close()
    assert titles(table)[0] == "1 lettre à envoyer"


def test_the_need_of_a_project_that_left_does_not_delay_the_end_of_the_meeting(table: PartnersTable) -> None:
    leaving = factories.participation(table.edition, state=ParticipationState.DECLINED)
    plans.need(leaving, "Celui d’un projet parti", is_shared=True)
    meet_on(table, 0)
    table.open()
    table.decide()

    assert titles(table)[0] == "Clore la réunion des partenaires"


def test_a_need_that_is_passed_on_after_the_meeting_is_not_forgotten(closed: ClosedTable) -> None:
    closed.place.support_letters.all().delete()
    assert titles(closed) == []
    plans.need(closed.place, "Un traducteur", is_shared=True)
    assert titles(closed) == ["1 besoin que personne n’a pris"]


def test_a_need_of_ones_own_project_is_not_counted(table: PartnersTable) -> None:
    meet_on(table, 0)
    ProjectMember.objects.create(project=table.place.project, user=table.organiser, joined_at=AT)
    assert titles(table) == []


# --- letters and commitments ---


def test_a_letter_is_sent_then_answered(closed: ClosedTable) -> None:
    assert titles(closed) == ["1 lettre à envoyer"]
    closed.send(at=AT - timedelta(days=8))
    assert titles(closed) == ["1 proposition d’une lettre sans réponse"]
    line = find_line(closed.edition, closed.organiser, AT, "proposition d’une lettre sans réponse")
    assert line is not None
    assert (line.who, line.text) == (closed.place.project.title, "Depuis 8 jours")
    closed.answer_line(at=AT)
    assert titles(closed) == []


def test_commitments_that_sleep_are_counted_by_body_with_the_delays_of_the_edition(
    closed: ClosedTable,
) -> None:
    closed.place.support_letters.all().delete()
    commit(closed, AT - timedelta(days=20))
    assert titles(closed) == []
    for days, body in ((30, closed.region), (25, closed.region), (22, closed.opco)):
        commit(closed, AT - timedelta(days=days), body=body)

    line = find_line(closed.edition, closed.organiser, AT, "engagements sans nouvelles")

    assert line is not None
    assert (line.number, line.who) == (3, "Région 2 · Opco 1")
    assert line.text == "Depuis 30 jours au plus"
    assert line.href == closed.page("manage_commitments") + "?show=asleep"
    Commitment.objects.update(moved_at=AT)
    assert titles(closed) == []


def test_a_commitment_past_its_day_comes_before_all(closed: ClosedTable) -> None:
    commit(closed, AT, due_on=DAY - timedelta(days=2))
    assert titles(closed) == ["1 engagement en retard", "1 lettre à envoyer"]
    Commitment.objects.update(state="done")
    assert titles(closed) == ["1 lettre à envoyer"]


def test_tasks_about_ones_own_project_are_for_others(closed: ClosedTable) -> None:
    commit(closed, AT - timedelta(days=30), due_on=DAY - timedelta(days=2))
    assert len(titles(closed)) == 3

    ProjectMember.objects.create(project=closed.place.project, user=closed.organiser, joined_at=AT)

    assert titles(closed) == []


# --- projects and their news ---


def test_a_project_that_is_given_up_waits_for_somebody_to_speak_with_it(closed: ClosedTable) -> None:
    closed.place.support_letters.all().delete()
    form = factories.published_form({"key": "state", "kind": "short_text"})
    wave = Survey.objects.create(
        edition=closed.edition, kind=SurveyKind.FOLLOW_UP, wave=1, form=form, opens_at=AT - timedelta(days=20),
        closes_at=AT - timedelta(days=1), sent_out_at=AT - timedelta(days=20),
    )  # fmt: skip
    SurveyInvitation.objects.create(
        survey=wave, participation=closed.place, sheet=factories.sheet(form, state="abandoned"), nonce="n",
        email="x@exemple.test", state=InvitationState.SENT, created_at=AT, sent_at=AT - timedelta(days=12),
    )  # fmt: skip
    line = find_line(closed.edition, closed.organiser, AT, "projet abandonné")
    assert line is not None
    assert (line.who, line.text) == (
        closed.place.project.title,
        "Aucun échange noté ensuite · depuis 12 jours",
    )

    mentor = factories.role(closed.edition, "mentor")
    pairing = Pairing.objects.create(
        participation=closed.place, mentor=mentor, state="accepted", proposed_by=mentor, proposed_at=AT
    )
    MentorMeeting.objects.create(
        pairing=pairing, proposed_by=mentor, proposed_at=AT, state="held", starts_at=AT, confirmed_at=AT
    )

    assert titles(closed) == []


def test_a_project_without_an_exchange_for_four_weeks_is_to_be_called(closed: ClosedTable) -> None:
    closed.place.support_letters.all().delete()
    mentor = factories.role(closed.edition, "mentor")
    long_ago = AT - timedelta(days=40)
    pairing = Pairing.objects.create(
        participation=closed.place, mentor=mentor, state="accepted", proposed_by=mentor, proposed_at=long_ago,
        answered_at=long_ago,
    )  # fmt: skip
    assert titles(closed) == ["1 projet sans échange depuis 4 semaines"]
    MentorMeeting.objects.create(
        pairing=pairing, proposed_by=mentor, proposed_at=AT, state="held", starts_at=AT, confirmed_at=AT
    )
    assert titles(closed) == []


def test_a_person_recused_from_a_project_is_not_asked_to_call_its_mentor(closed: ClosedTable) -> None:
    closed.place.support_letters.all().delete()
    mentor, long_ago = factories.role(closed.edition, "mentor"), AT - timedelta(days=40)
    Pairing.objects.create(
        participation=closed.place, mentor=mentor, state="accepted", proposed_by=mentor, proposed_at=long_ago,
        answered_at=long_ago,
    )  # fmt: skip
    closed.place.project.application.recusals.create(
        reviewer=closed.organiser, author=closed.organiser, reason="Parents", at=AT
    )

    assert titles(closed) == []


def test_news_that_a_project_proposes_are_read_again_even_once_the_edition_is_closed(
    closed: ClosedTable,
) -> None:
    closed.place.support_letters.all().delete()
    Edition.objects.update(closes_on=DAY - timedelta(days=1))
    post = Post.objects.create(
        edition=closed.edition, project=closed.place.project, title_fr="Un pas", body_fr="Fait.",
        origin="project", state=PostState.PROPOSED, created_at=AT, changed_at=AT,
    )  # fmt: skip
    assert titles(closed) == ["1 actualité à relire"]
    Post.objects.filter(pk=post.pk).update(state=PostState.PUBLISHED, published_at=AT)
    assert titles(closed) == []


def test_a_line_that_acts_asks_first_in_a_dialog_that_its_button_opens(
    closed: ClosedTable, as_user: AsUser, time_machine
) -> None:
    commit(closed, AT - timedelta(days=30))
    time_machine.move_to(AT)

    page = as_user(closed.organiser).get(closed.page("manage_edition")).text

    opened = re.findall(r'href="#(.*?)" data-opens="(.*?)"', page)
    assert opened
    for address, name in opened:
        assert address == name != ""
        assert f'<dialog class="modal" id="{name}"' in page
    assert f'action="{closed.page("remind_bodies")}"' in page
