"""Which schemes are proposed to a project: what it needs, and how many people work there."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accelerator.questionnaires.builder import SectionSpec
from coaching.demo.reader import read_bodies
from coaching.surveys import defaults
from coaching.synthesis.reports.gather import head_count_of
from coaching.synthesis.reports.matching import HeadCountRange, NamedNeeds, SchemeTerms, band_of, fit
from programmes.defaults.application_structure import STRUCTURE
from programmes.enums import NeedKind
from programmes.models import SupportScheme
from projects.models import Participation, Project
from tests import factories
from tests.support.synthesis import answered, synthesis_survey

UNDER_250 = HeadCountRange(most=249)


def test_a_scheme_is_proposed_for_the_needs_it_names_and_no_other() -> None:
    loan = SchemeTerms(["funding", "hr"])

    assert fit(loan, NamedNeeds(["training", "funding"])).answers == ("funding",)
    assert fit(loan, NamedNeeds(["funding"])).is_proposed
    assert not fit(loan, NamedNeeds(["training"])).is_proposed
    assert not fit(loan, NamedNeeds([])).is_proposed
    assert not fit(SchemeTerms([]), NamedNeeds(["funding"])).is_proposed


@pytest.mark.parametrize(
    ("limits", "people", "verdict"),
    [
        (HeadCountRange(), None, "free"),
        (UNDER_250, HeadCountRange(10, 49), "met"),
        (UNDER_250, HeadCountRange(250, 299), "too_many"),
        (UNDER_250, HeadCountRange(300), "too_many"),
        (UNDER_250, HeadCountRange(200, 299), "to_check"),
        (UNDER_250, None, "to_check"),
        (HeadCountRange(least=10), HeadCountRange(1, 9), "too_few"),
        (HeadCountRange(least=10), HeadCountRange(5, 20), "to_check"),
        (HeadCountRange(least=10), HeadCountRange(300), "met"),
        (HeadCountRange(1, 9), HeadCountRange(0, 0), "too_few"),
    ],
)
def test_the_head_count_condition_is_checked(
    limits: HeadCountRange, people: HeadCountRange | None, verdict: str
) -> None:
    found = fit(SchemeTerms(["hr"], limits), NamedNeeds(["hr"], people))

    assert found.head_count == verdict
    assert found.is_proposed == (verdict not in ("too_few", "too_many"))
    assert found.is_refused == (not found.is_proposed)


@pytest.mark.parametrize(
    ("code", "band"),
    [
        ("0", HeadCountRange(0, 0)),
        ("10_49", HeadCountRange(10, 49)),
        ("300_more", HeadCountRange(300)),
        ("many", None),
        ("1_x", None),
        (None, None),
    ],
)
def test_the_bands_of_the_application_form_are_read(code: object, band: HeadCountRange | None) -> None:
    assert band_of(code) == band


def test_every_choice_of_the_forms_we_ship_is_understood() -> None:
    bands = choices_of([STRUCTURE], "head_count")
    needs = choices_of(defaults.SYNTHESIS, "needs")

    assert all(band_of(code) for code in bands)
    assert needs == NeedKind.values
    assert all(set(scheme.needs) <= set(needs) and scheme.needs for scheme in read_bodies().schemes)


def choices_of(sections: Iterable[SectionSpec], key: str) -> list[str]:
    (question,) = (asked for section in sections for asked in section.questions if asked.key == key)
    return [choice["value"] for choice in question.options["choices"]]


@pytest.mark.django_db
def test_a_partner_reads_what_fits_what_is_to_check_and_what_is_set_aside(as_user: Any) -> None:
    world = factories.edition_with(participations=1, partners=1)
    one = world.participations[0]
    answered(synthesis_survey(world.edition), one, needs=["training"])
    for name, needs, most in (
        ("Plan", ["training"], 49),
        ("Bourse", ["training"], None),
        ("Prêt", ["funding"], None),
    ):
        scheme(world.edition, name, needs, most)
    page = reverse("coaching:support_project", args=[one.project.slug])
    partner = as_user(world.partners[0])

    unknown = partner.get(page).text
    assert head_count_of(one.project) is None
    assert "effectif à vérifier" in unknown
    assert "Bourse" in unknown
    assert "Prêt" not in unknown

    says_its_size(one, "50_249")
    known = partner.get(page).text
    assert head_count_of(Project.objects.get(pk=one.project_id)) == HeadCountRange(50, 249)
    assert "effectif à vérifier" not in known
    proposed, set_aside = known.split("Écartés par l’effectif")
    assert "Bourse" in proposed
    assert "Plan" not in proposed
    assert "Effectif trop grand" in set_aside


@pytest.mark.django_db
def test_organisers_say_which_needs_and_sizes_a_scheme_answers(as_user: Any) -> None:
    world = factories.edition_with()
    lacking = scheme(world.edition, "Fact", [], None)
    organiser = as_user(world.organiser)
    listed, edited = (
        reverse("programmes:manage_schemes", args=[world.edition.slug]),
        reverse("programmes:edit_scheme", args=[world.edition.slug, lacking.pk]),
    )
    data = {
        "name": "Fact",
        "organisation_name": "Anact",
        "summary_fr": "Un fonds.",
        "needs": ["hr", "funding"],
    }
    assert "1 dispositif ne sera proposé à personne" in organiser.get(listed).text.replace("\xa0", " ")

    refused = organiser.post(edited, {**data, "head_count_min": "10", "head_count_max": "9"})
    assert refused.status_code == 422
    assert "ne peut pas être plus petit" in refused.text

    organiser.post(edited, {**data, "head_count_min": "10", "head_count_max": "249"})
    lacking.refresh_from_db()
    assert (lacking.needs, lacking.head_count_min, lacking.head_count_max) == (["hr", "funding"], 10, 249)
    shown = organiser.get(listed).text.replace("\xa0", " ")
    assert "Un financement, un appui RH" in shown
    assert "de 10 à 249 personnes" in shown
    assert "proposé à personne" not in shown


@pytest.mark.django_db
def test_the_database_keeps_the_limits_in_order() -> None:
    found = scheme(factories.edition(), "Fact", ["hr"], 9)

    with pytest.raises(IntegrityError, match="scheme_head_counts_in_order"), transaction.atomic():
        SupportScheme.objects.filter(pk=found.pk).update(head_count_min=10)


def says_its_size(participation: Participation, code: str) -> None:
    """The application of this project gives this band of head count."""
    form = factories.published_form({"key": "head_count", "kind": "short_text"})
    application = participation.project.application
    application.sheet = factories.sheet(form, head_count=code)
    application.save()


def scheme(edition: Any, name: str, needs: list[str], most: int | None) -> SupportScheme:
    return SupportScheme.objects.create(
        edition=edition,
        organisation=factories.organisation(),
        name=name,
        summary_fr="Un appui.",
        needs=needs,
        head_count_max=most,
    )
