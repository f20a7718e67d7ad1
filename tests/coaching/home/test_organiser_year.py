"""The organiser's dashboard in the year after the session: the partners' meeting, then what they took on."""

from datetime import datetime, timedelta

import pytest

from coaching.followup.models import Commitment
from coaching.home.holder.ahead import NextAction
from coaching.home.organiser.ahead import next_for_organiser
from coaching.home.organiser.facts import facts_of
from coaching.home.organiser.year import read_year
from coaching.models import SynthesisReport
from coaching.support.enums import StanceKind
from coaching.surveys.enums import InvitationState
from coaching.synthesis.enums import ReportKind, ReportState
from programmes.models import Edition
from projects.conflicts.queries import Conflicts
from projects.models import ProjectMember
from tests.support.home import FIRST, LAST, noon, survey
from tests.support.partners import PartnersTable

pytestmark = pytest.mark.django_db

AT = noon(LAST + timedelta(days=30))
DAY = AT.date()


@pytest.fixture
def table() -> PartnersTable:
    """An edition whose syntheses came, and whose report is built: a project passes one need on."""
    table = PartnersTable()
    Edition.objects.filter(pk=table.edition.pk).update(session_starts_on=FIRST, session_ends_on=LAST)
    survey(table.place, state=InvitationState.SENT)
    common = {"version": 1, "requested_at": AT, "due_at": AT, "sha256": "0" * 64}
    SynthesisReport.objects.create(
        edition=table.edition, kind=ReportKind.EDITION, state=ReportState.READY, **common
    )
    return table


def ask(table: PartnersTable, at: datetime = AT) -> NextAction:
    edition = Edition.objects.select_related("call").get(pk=table.edition.pk)
    facts = facts_of(edition, Conflicts(), at)
    return next_for_organiser(edition, facts, at, read_year(edition, table.organiser, at))


def meet_on(table: PartnersTable, days: int) -> None:
    Edition.objects.filter(pk=table.edition.pk).update(partners_meet_on=DAY + timedelta(days=days))


def commit(table: PartnersTable, moved_at: datetime) -> Commitment:
    return Commitment.objects.create(
        participation=table.place,
        body=table.region,
        what="Deux jours",
        created_at=moved_at,
        moved_at=moved_at,
    )


def test_the_day_of_the_meeting_is_named_waited_for_then_there(table: PartnersTable) -> None:
    Edition.objects.filter(pk=table.edition.pk).update(partners_meet_on=None)
    assert ask(table).title == "Fixez le jour de la réunion des partenaires"

    meet_on(table, 3)
    ahead = ask(table)
    assert ahead.title.startswith("Les partenaires se réunissent le ")
    assert ahead.text == "1 besoin leur est transmis. 1 n’a encore personne qui pilote ou contribue."
    table.answer(StanceKind.JOIN)
    assert ask(table).text.endswith("Chacun a un organisme qui pilote ou contribue.")

    meet_on(table, 0)
    assert ask(table).title == "Ouvrez la réunion des partenaires"
    meet_on(table, -1)
    assert ask(table).title == "La réunion des partenaires n’a pas été ouverte"
    assert ask(table).href == table.page("manage_support_board")


def test_a_meeting_that_runs_comes_first_until_it_can_be_closed(table: PartnersTable) -> None:
    SynthesisReport.objects.all().delete()
    assert ask(table).title == "Construisez la synthèse de l’édition"
    table.open()
    assert ask(table).title.endswith(" 1 besoin à décider")
    table.decide()
    assert ask(table).title.endswith(" la réunion peut être close")


def test_once_it_is_closed_what_sleeps_is_to_be_woken(table: PartnersTable) -> None:
    table.open()
    table.decide()
    table.close()
    assert ask(table).title == "Envoyez 1 lettre à un projet"
    table.place.support_letters.all().delete()
    assert ask(table).title == "Les suites sont en cours"

    commit(table, AT - timedelta(days=3))
    assert ask(table).title == "Les suites sont en cours"
    commit(table, AT - timedelta(days=30))
    woken = ask(table)
    assert woken.title == "Rien ne bouge dans 1 engagement"
    assert woken.href == table.page("manage_commitments") + "?show=asleep"


def test_a_need_of_ones_own_project_is_not_counted(table: PartnersTable) -> None:
    meet_on(table, 0)
    ProjectMember.objects.create(project=table.place.project, user=table.organiser, joined_at=AT)
    assert ask(table).title == "La synthèse est prête"


def test_a_commitment_to_a_project_of_ones_own_is_for_others_to_wake(table: PartnersTable) -> None:
    table.open()
    table.decide()
    table.close()
    table.place.support_letters.all().delete()
    commit(table, AT - timedelta(days=30))
    assert ask(table).title == "Rien ne bouge dans 1 engagement"

    ProjectMember.objects.create(project=table.place.project, user=table.organiser, joined_at=AT)

    assert ask(table).title == "Les suites sont en cours"


def test_nothing_of_the_year_is_asked_before_the_session_is_over(
    table: PartnersTable, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert read_year(table.edition, table.organiser, noon(FIRST)).needs == 0
