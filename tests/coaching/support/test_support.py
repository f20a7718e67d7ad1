"""The partner's home: only what was shared, only in one's own editions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from coaching.models import Need, SynthesisReport
from coaching.support.enums import StanceKind
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.enums import ReportKind, ReportState
from coaching.synthesis.queries import find_edition_reports
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.models import Project, ProjectMember
from tests import factories
from tests.support import plan as plans
from tests.support.partners import PartnersTable
from tests.support.shared import share_world
from tests.support.synthesis import answered, invitation, synthesis_survey
from tests.support.tokens import reader_for
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
built, table = share_world(PartnersTable)


def project_page(participation: Any) -> str:
    return reverse("coaching:support_project", args=[participation.project.slug])


def find_report(user: User, edition: Edition, language: str) -> SynthesisReport | None:
    return find_edition_reports(user, edition, language, ReportKind.EDITION).get(ReportKind.EDITION)


def read_home(client: Any, query: str = "") -> str:
    return client.get(reverse("coaching:support_home") + query).content.decode()  # type: ignore[no-any-return]


def test_a_partner_sees_shared_projects_only(as_user: AsUser) -> None:
    world = factories.edition_with(participations=4, partners=1)
    shared, private, started, silent = world.participations
    survey = synthesis_survey(world.edition)
    answered(survey, shared)
    answered(survey, private, share_with_partners=False)
    invitation(survey, started, what_it_brought="Pas encore envoyé.")
    client = as_user(world.partners[0])

    page = read_home(client)
    assert shared.project.title in page
    assert not any(item.project.title in page for item in (private, started, silent))
    assert client.get(project_page(shared)).status_code == 200
    assert [client.get(project_page(item)).status_code for item in (private, started, silent)] == [
        404,
        404,
        404,
    ]


def test_the_home_opens_on_the_latest_edition_with_projects_to_support(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    answered(synthesis_survey(world.edition), world.participations[0])
    later = factories.edition()
    later.session_starts_on = world.edition.session_starts_on + timedelta(days=90)
    later.session_ends_on = world.edition.session_ends_on + timedelta(days=90)
    later.save()
    factories.role(later, RoleName.PARTNER, who=world.partners[0])

    assert world.participations[0].project.title in read_home(as_user(world.partners[0]))


def test_editions_are_unfolded_while_something_waits_in_another(
    as_user: AsUser, table: PartnersTable
) -> None:
    world = factories.edition_with(participations=1)
    partner = table.anna
    answered(synthesis_survey(world.edition), world.participations[0])
    factories.role(world.edition, RoleName.PARTNER, who=partner)
    client, here = as_user(partner), f"?edition={world.edition.slug}"
    assert '<details class="more-filters" open>' in read_home(client, here)

    Need.objects.all().delete()

    assert '<details class="more-filters">' in read_home(client, here)


def test_the_need_in_the_address_filters(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2, partners=1)
    survey = synthesis_survey(world.edition)
    answered(survey, world.participations[0], needs=["funding"])
    answered(survey, world.participations[1], needs=["hr", "training"])
    client = as_user(world.partners[0])
    first, second = (participation.project.title for participation in world.participations)

    funding, unknown = read_home(client, "?need=funding"), read_home(client, "?need=autre")

    assert first in funding
    assert second not in funding
    assert "Besoin\xa0: Un financement" in funding
    assert first in unknown
    assert second in unknown


def test_the_project_page_reads_like_the_answers_and_offers_the_document(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    one = world.participations[0]
    answered(synthesis_survey(world.edition), one, blockers="<b>Le temps</b>", quote="named")
    body = Role.objects.get(user=world.partners[0]).organisation
    factories.scheme(
        world.edition,
        organisation=body,
        name="Plan",
        summary_fr="Une formation.",
        needs=["training"],
        verified_on=timezone.localdate() - timedelta(days=500),
    )
    factories.scheme(
        world.edition,
        organisation=factories.organisation("Banque"),
        name="Prime",
        summary_fr="Un prêt à taux zéro.",
        needs=["funding"],
    )
    client = as_user(world.partners[0])
    before = client.get(project_page(one)).content.decode()
    report = actions.request_report(
        edition=world.edition, participation=one, language="fr", actor=None, at=timezone.now()
    )
    building.build_queued(report_id=report.pk, at=timezone.now())

    page = client.get(project_page(one)).content.decode()

    assert "Il se prépare" in before
    assert reverse("coaching:report_file", args=[report.pk]) in page
    assert "&lt;b&gt;Le temps&lt;/b&gt;" in page
    assert "Répond à" in page
    assert "à vérifier" in page
    assert "Prime" not in page.split("Ceux qui ne conviennent pas")[0]
    assert "Oui, avec mon nom" not in page


def test_the_editions_synthesis_has_its_charts(as_user: AsUser) -> None:
    world = factories.edition_with(participations=5, partners=1)
    survey = synthesis_survey(world.edition)
    for participation in world.participations:
        answered(survey, participation)
    client = as_user(world.partners[0])
    assert "pas encore établie" in read_home(client)
    report = actions.request_report(
        edition=world.edition, participation=None, language="fr", actor=None, at=timezone.now()
    )
    building.build_queued(report_id=report.pk, at=timezone.now())

    page = read_home(client)

    assert reverse("coaching:report_file", args=[report.pk]) in page
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 3
    assert "Les chiffres" in page


def test_partners_learn_nothing_of_a_project_that_refused_not_even_by_subtraction(as_user: AsUser) -> None:
    world = factories.edition_with(participations=7, partners=1)
    survey = synthesis_survey(world.edition)
    refused = world.participations[6]
    Project.objects.filter(pk=refused.project_id).update(title="Le canari discret", summary="Un plan social.")
    for participation in world.participations[:6]:
        answered(survey, participation, needs=["training"], usefulness=5)
    answered(survey, refused, share_with_partners=False, needs=["funding"], usefulness=1)

    facts = []
    for participation in (None, world.participations[0]):
        report = actions.request_report(
            edition=world.edition, participation=participation, language="fr", actor=None, at=timezone.now()
        )
        building.build_queued(report_id=report.pk, at=timezone.now())
        facts.append(SynthesisReport.objects.get(pk=report.pk).facts)

    for gathered in facts:
        sharing = str(gathered)
        assert "canari" not in sharing
        assert "plan social" not in sharing
        assert gathered["compared"]["answers"] == 6
        assert gathered["compared"]["needs"] == {"training": 6}
        assert gathered["compared"]["usefulness"] == {"5": 6}
    assert sum(facts[0]["profiles"].values()) == 6
    assert find_report(world.partners[0], world.edition, "fr") is not None
    page = read_home(as_user(world.partners[0]))
    assert "canari" not in page
    assert "sur 7" not in page


def test_the_page_of_a_project_leads_to_its_needs(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2, partners=1)
    survey = synthesis_survey(world.edition)
    sharing, other = world.participations
    answered(survey, sharing)
    own = plans.need(sharing, "Une ergonome", is_shared=True)
    plans.need(sharing, "Gardé dans la salle")
    plans.need(other, "Celui d’un autre", is_shared=True)

    page = as_user(world.partners[0]).get(project_page(sharing)).text

    assert reverse("coaching:support_need", args=[world.edition.slug, own.uid]) in page
    assert "Une ergonome" in page
    assert "Gardé dans la salle" not in page
    assert "Celui d’un autre" not in page


def test_a_synthesis_built_under_older_rules_is_not_for_partners() -> None:
    world = factories.edition_with(partners=1)
    SynthesisReport.objects.create(
        edition=world.edition, kind=ReportKind.EDITION, version=1, requested_at=timezone.now(), due_at=timezone.now(),
        state=ReportState.READY, sha256="0" * 64, facts={"projects": [{"title": "Le canari"}]},
    )  # fmt: skip

    assert find_report(world.partners[0], world.edition, "fr") is None
    assert find_report(world.organiser, world.edition, "fr") is not None


def test_of_two_projects_of_one_address_the_latest_edition_opens(as_user: AsUser) -> None:
    partner = factories.user()
    for months in (12, 0):
        starts = timezone.localdate() - timedelta(days=30 * months)
        world = factories.edition_with(participations=1, session_starts_on=starts, session_ends_on=starts)
        factories.role(world.edition, RoleName.PARTNER, who=partner)
        Project.objects.filter(pk=world.participations[0].project_id).update(slug="atelier")
        answered(synthesis_survey(world.edition), world.participations[0])

    page = as_user(partner).get(reverse("coaching:support_project", args=["atelier"])).text

    assert world.participations[0].project.title in page


def test_each_reads_the_editions_synthesis_in_their_language_however_old() -> None:
    world = factories.edition_with(partners=1)
    for language, count in (("en", 1), ("fr", 7)):
        for version in range(1, count + 1):
            SynthesisReport.objects.create(
                edition=world.edition,
                kind=ReportKind.EDITION,
                language=language,
                version=version,
                requested_at=timezone.now(),
                due_at=timezone.now(),
                state=ReportState.READY,
                sha256="0" * 64,
                facts={"shared_only": True},
            )

    read = {
        language: find_report(world.partners[0], world.edition, language) for language in ("en", "fr", "de")
    }

    assert [(row.language, row.version) for row in read.values() if row] == [("en", 1), ("fr", 7), ("fr", 7)]


def test_a_partner_first_reads_the_needs_to_answer_then_the_minutes_to_approve(
    table: PartnersTable, as_user: AsUser
) -> None:
    client = as_user(table.anna)

    page = read_home(client)
    assert "1 besoin attend votre réponse" in page
    assert table.page("support_need", table.need.uid) in page

    table.answer(StanceKind.LEAD)
    assert "attend votre réponse" not in read_home(client)

    table.open()
    table.decide()
    table.close()
    assert "Le compte rendu de la réunion attend votre accord" in read_home(client)
    client.post(table.page("approve_support_minutes"), {"number": 1})
    assert "attend votre accord" not in read_home(client)


def test_a_need_of_ones_own_project_is_no_link_to_a_page_that_is_not_there(
    table: PartnersTable, as_user: AsUser
) -> None:
    ProjectMember.objects.create(project=table.place.project, user=table.anna, joined_at=timezone.now())

    page = read_home(as_user(table.anna))

    assert table.page("support_need", table.need.uid) not in page
    assert "attend votre réponse" not in page


def test_partners_read_the_needs_that_were_passed_on_and_no_other(as_user: AsUser) -> None:
    world = factories.edition_with(participations=3, partners=1)
    passing, keeping, leaving = world.participations
    plans.need(passing, "Une ergonome", is_shared=True, kind="expertise")
    plans.need(passing, "Un secret")
    plans.need(passing, "Retiré depuis", is_shared=True, removed_at=factories.NOW)
    plans.need(keeping, "Gardé dans la salle")
    plans.need(leaving, "Celui d’un projet parti", is_shared=True)
    type(leaving).objects.filter(pk=leaving.pk).update(state="declined")
    elsewhere = factories.participation(factories.edition())
    plans.need(elsewhere, "D’une autre édition", is_shared=True)

    page = read_home(as_user(world.partners[0]))

    assert "Une ergonome" in page
    assert passing.project.title in page
    hidden = ("Un secret", "Retiré depuis", "Gardé dans la salle", "projet parti", "autre édition")
    assert [words for words in hidden if words in page] == []
    assert keeping.project.title not in page


@pytest.mark.parametrize(("number", "left"), [(19, 0), (20, 5)])
def test_the_home_lists_as_many_needs_as_a_page_of_the_board(
    table: PartnersTable, as_user: AsUser, number: int, left: int
) -> None:
    """The first is read at once, the others on the board, which has them all."""
    Need.objects.all().delete()
    needs = [plans.need(table.place, f"Besoin n° {rank:02}.", is_shared=True) for rank in range(number)]

    page = read_home(as_user(table.anna))

    listed = [
        need for need in needs if need.sentence.replace("° ", "°\u00a0") in page or need.sentence in page
    ]
    assert listed == needs[: number - left]
    assert "<details" not in page[: page.index("Besoin n")].split('aria-labelledby="passed-needs"')[1]
    assert (f"Encore {left} besoins" in page) == bool(left)
    assert (f"{table.page('support_board')}?view=all" in page) == bool(left)


def test_the_home_has_pages_of_projects_that_keep_the_need_asked_for(as_user: AsUser) -> None:
    world = factories.edition_with(participations=21, partners=1)
    survey = synthesis_survey(world.edition)
    for participation in world.participations:
        answered(survey, participation, needs=["funding"])
    client = as_user(world.partners[0])

    first, second = (read_home(client, f"?need=funding&page={page}") for page in (1, 2))

    addresses = [f"{project_page(place)}?" for place in world.participations]
    assert sum(address in first for address in addresses) == 15
    assert sum(address in second for address in addresses) == 6
    assert "need=funding&amp;page=2" in first


def test_many_schemes_of_the_edition_are_folded(table: PartnersTable, as_user: AsUser) -> None:
    for rank in range(6):
        factories.scheme(table.edition, f"Dispositif n° {rank}", organisation=table.region)

    page = read_home(as_user(table.anna))

    assert "6 dispositifs de l’édition" in page


def read(table, user):
    return reader_for(user).get(f"/api/v1/editions/{table.edition.slug}/needs")


def test_a_partner_reads_the_needs_and_what_each_body_answers(table):
    table.answer(StanceKind.LEAD, comment="Dès janvier.", amount=Decimal("1500.50"), amount_for="deux jours")

    needs = read(table, table.boris).json()["needs"]

    assert [need["sentence"] for need in needs] == [table.need.sentence]
    assert needs[0]["stances"] == [
        {
            "body": "Région",
            "stance": "lead",
            "comment": "Dès janvier.",
            "refers_to": None,
            "scheme": None,
            "amount": 1500.5,
            "amount_for": "deux jours",
        }
    ]


def test_a_need_that_is_not_shared_is_read_by_nobody(table):
    Need.objects.filter(pk=table.need.pk).update(is_shared=False)

    assert read(table, table.anna).json()["needs"] == []
    assert read(table, table.organiser).json()["needs"] == []


def test_a_decision_is_read_with_what_it_grants_by_those_who_read_the_board(table):
    table.open()
    table.decide(amount=Decimal(8000), amount_for="la coordination")
    address = f"/api/v1/editions/{table.edition.slug}/decisions"

    [decision] = reader_for(table.boris).get(address).json()

    assert (decision["need"], decision["lead"]) == (str(table.need.uid), "Région")
    assert (decision["amount"], decision["amount_for"]) == (8000, "la coordination")
    assert reader_for(table.boris, ["plans"]).get(address).status_code == 403
    assert reader_for(table.place.project.members.get(leads=True).user).get(address).status_code in (403, 404)
