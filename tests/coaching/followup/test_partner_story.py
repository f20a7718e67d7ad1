"""The story of a project as a partner reads it: no more than on their other pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coaching.followup.queries.timeline import EventKind
from coaching.models import Need, Stance
from coaching.support.enums import StanceKind
from coaching.surveys.enums import SurveyKind
from projects.models import ProjectMember, Recusal
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.shared import share_world
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_table() -> ClosedTable:
    """A project with a letter, a commitment of the region, an idea, an action, a synthesis that it passes on."""
    table = ClosedTable()
    blocker = plans.blocker(table.place, "Le temps des chefs")
    action = plans.action(table.place, "Filmer une prise de poste", blocker=blocker)
    plans.idea(table.place, "Filmer les gestes", blocker=blocker)
    Need.objects.filter(pk=table.need.pk).update(action=action)
    Stance.objects.create(
        need=table.need, organisation=table.region, kind=StanceKind.LEAD, comment="Volontiers", saved_at=AT
    )
    table.commit().notes.create(state="doing", text="Visite faite", at=AT)
    return table


built, table = share_world(build_table)


def address(table: ClosedTable) -> str:
    return reverse("coaching:support_story", args=[table.place.project.slug])


def read(client: Any, table: ClosedTable, **narrowed: str) -> set[tuple[EventKind, str, str, str]]:
    page = client.get(address(table), narrowed)
    return {
        (event.kind, event.title.replace("\xa0", " "), event.text, event.origin.replace("\xa0", " "))
        for month in page.context["months"]
        for event in month.events
    }


def test_a_partner_reads_needs_answers_decisions_and_the_commitments_of_their_body(
    table: ClosedTable, as_user: AsUser
) -> None:
    need, origin = table.need.sentence, f"Au besoin : {table.need.sentence}"
    of_board = {
        (EventKind.NEED, "Besoin transmis aux partenaires", need, ""),
        (EventKind.SUPPORT, "Réponse d’un organisme : pilote", "Volontiers", origin),
        (EventKind.SUPPORT, "Décision des partenaires : accordé", "", origin),
    }
    what = table.line.sentence
    of_body = {
        (EventKind.SUPPORT, "Engagement pris", what, ""),
        (EventKind.SUPPORT, "Engagement : en cours", f"{what} — Visite faite", ""),
    }

    assert read(as_user(table.anna), table) == of_board | of_body
    assert read(as_user(table.boris), table) == of_board, "the commitment is another body's"
    needs = {event for event in of_board if event[0] == EventKind.NEED}
    assert read(as_user(table.anna), table, kind="need") == needs


def test_the_synthesis_is_read_once_the_project_passes_it_on(table: ClosedTable, as_user: AsUser) -> None:
    survey = synthesis_survey(table.edition)
    sent = answered(survey, table.place, evolution="Nous partons du travail.", share_with_partners=False)
    follow_up = synthesis_survey(table.edition, kind=SurveyKind.FOLLOW_UP, wave=6)
    answered(follow_up, table.place, evolution="Six mois après.", share_with_partners=True)

    def texts() -> set[str]:
        return {
            text for kind, _title, text, _o in read(as_user(table.anna), table) if kind == EventKind.SURVEY
        }

    assert texts() == set()

    type(sent).objects.filter(pk=sent.pk).update(shared_with_partners=True)
    assert "Nous partons du travail." in texts()
    assert "Six mois après." not in texts()


def test_nothing_is_read_of_a_project_that_passes_nothing_on(table: ClosedTable, as_user: AsUser) -> None:
    Need.objects.update(is_shared=False)

    assert as_user(table.boris).get(address(table)).status_code == 404
    unknown = reverse("coaching:support_story", args=["inconnu"])
    assert as_user(table.boris).get(unknown).status_code == 404


def test_a_partner_of_another_edition_finds_nothing(table: ClosedTable, as_user: AsUser) -> None:
    elsewhere = factories.edition_with(partners=1)

    assert as_user(elsewhere.partners[0]).get(address(table)).status_code == 404


@pytest.mark.parametrize("tie", ["recusal", "member"])
def test_a_person_who_stepped_aside_or_holds_the_project_does_not_read_it_as_a_partner(
    table: ClosedTable, as_user: AsUser, tie: str
) -> None:
    project = table.place.project
    if tie == "recusal":
        who = {"reviewer": table.boris, "author": table.boris}
        Recusal.objects.create(application=project.application, **who, reason="Ami", at=AT)
    else:
        ProjectMember.objects.create(project=project, user=table.boris, rights="edit", joined_at=AT)

    assert as_user(table.boris).get(address(table)).status_code == 404


def test_the_page_of_a_project_and_of_a_need_lead_to_its_story(table: ClosedTable, as_user: AsUser) -> None:
    answered(synthesis_survey(table.edition), table.place, share_with_partners=True)
    client = as_user(table.anna)
    pages = [
        reverse("coaching:support_project", args=[table.place.project.slug]),
        reverse("coaching:support_need", args=[table.edition.slug, table.need.uid]),
    ]

    for page in pages:
        assert f'href="{address(table)}"' in client.get(page).text
    assert f'href="{pages[0]}?edition={table.edition.slug}"' in client.get(address(table)).text
