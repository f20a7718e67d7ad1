"""Which schemes are proposed to a project, to partners and in its document."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accelerator.questionnaires.builder import SectionSpec
from coaching.demo.reader import read_bodies
from coaching.surveys import defaults
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.reports.schemes import describe_scheme, facts_of_structure, list_scheme_facts
from programmes.defaults.application_structure import STRUCTURE
from programmes.enums import NeedKind
from programmes.models import Role
from programmes.scheme_fit import HeadCountRange, SchemeTerms, StructureFacts, band_of, fit
from projects.models import Participation, Project
from tests import factories
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser


def test_every_choice_of_the_forms_we_ship_is_understood() -> None:
    bands = choices_of([STRUCTURE], "head_count")
    needs = choices_of(defaults.READY[SurveyKind.SYNTHESIS], "needs")

    assert all(band_of(code) for code in bands)
    assert needs == NeedKind.values
    assert all(set(scheme.needs) <= set(needs) and scheme.needs for scheme in read_bodies().schemes)


def choices_of(sections: Iterable[SectionSpec], key: str) -> list[str]:
    (question,) = (asked for section in sections for asked in section.questions if asked.key == key)
    return [choice["value"] for choice in question.options["choices"]]


def test_expertise_and_funding_do_not_match_all_that_the_demo_offers() -> None:
    firm = StructureFacts("internal_project", HeadCountRange(50, 249), "14")
    offers = {
        offer.name: SchemeTerms(
            offer.needs,
            offer.profiles,
            HeadCountRange(offer.head_count_min, offer.head_count_max),
            offer.departments,
        )
        for offer in read_bodies().schemes
    }

    today = timezone.localdate()
    proposed = {
        name
        for name, terms in offers.items()
        if fit(terms, firm, ["expertise", "funding"], today).is_proposed
    }

    assert proposed == {"Fact", "Prestation conseil RH", "Impulsion Conseil", "Appui méthodologique"}


@pytest.mark.django_db
def test_a_partner_reads_what_fits_what_is_to_check_and_what_does_not(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    one = world.participations[0]
    answered(synthesis_survey(world.edition), one, needs=["training"])
    own: dict[str, Any] = {"organisation": Role.objects.get(user=world.partners[0]).organisation}
    factories.scheme(world.edition, "Plan", needs=["training"], head_count_max=49, **own)
    factories.scheme(world.edition, "Bourse", needs=["training"])
    factories.scheme(world.edition, "Prêt", needs=["funding"], **own)
    factories.scheme(world.edition, "Retiré", needs=["training"], archived_at=timezone.now(), **own)
    page = reverse("coaching:support_project", args=[one.project.slug])
    partner = as_user(world.partners[0])

    unknown = partner.get(page).text.replace("\xa0", " ").split("Ceux qui ne conviennent pas")
    assert "À vérifier : effectif inconnu (moins de 50 salariés)." in unknown[0]
    assert "Bourse" in unknown[0]
    assert "Prêt" not in unknown[0]
    assert "répond à d’autres besoins : un financement" in unknown[1]

    says_its_size(one, "50_249")
    known = partner.get(page).text.replace("\xa0", " ").split("Ceux qui ne conviennent pas")
    assert "Plan" not in known[0]
    assert "Ne convient pas : réservé aux moins de 50 salariés." in known[1]
    assert "Retiré" not in "".join(known)


@pytest.mark.django_db
def test_the_facts_of_a_structure_are_read_from_its_application() -> None:
    world = factories.edition_with(participations=1)
    one = world.participations[0]
    one.project.application.department = "calvados (14)"
    one.project.application.profile = ""
    says_its_size(one, "50_249")

    assert facts_of_structure(Project.objects.get(pk=one.project_id)) == StructureFacts(
        None, HeadCountRange(50, 249), "14"
    )
    assert facts_of_structure(Project()) == StructureFacts()


@pytest.mark.django_db
def test_what_is_kept_for_ever_is_plain_json_and_says_the_same(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    edition = factories.edition()
    today = timezone.localdate()
    factories.scheme(
        edition,
        "Plan",
        needs=["hr"],
        head_count_max=9,
        opens_on=today,
        departments=["14"],
        summary_en="A plan.",
    )
    factories.scheme(edition, "Fini", needs=["hr"], closes_on=today - timedelta(days=1))
    with django_assert_num_queries(1):
        found = list_scheme_facts(edition, today, structure=StructureFacts(department="14"), needs=["hr"])

    (plan,) = (describe_scheme(scheme) for scheme in found.proposed)
    assert "effectif inconnu" in plan["why"]
    assert plan["to_check"]
    (over,) = (describe_scheme(scheme) for scheme in found.set_aside)
    assert "clos depuis" in over["why_not"]
    assert over["stale"]
    assert [scheme["name"] for scheme in list_scheme_facts(edition, today).proposed] == ["Plan"]


def says_its_size(participation: Participation, code: str) -> None:
    """The application of this project gives this band of head count."""
    form = factories.published_form({"key": "head_count", "kind": "short_text"})
    application = participation.project.application
    application.sheet = factories.sheet(form, head_count=code)
    application.save()
