"""The organisers' own synthesis on screen: every answer counts, and partners learn nothing by it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import SynthesisReport
from coaching.synthesis.actions import building
from coaching.synthesis.actions import reports as actions
from projects.models import Project, Recusal
from tests import factories
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def test_organisers_count_all_answers_and_partners_those_that_are_shared(as_user: AsUser) -> None:
    world = factories.edition_with(participations=7, partners=1)
    survey = synthesis_survey(world.edition)
    *sharing, discreet = world.participations
    Project.objects.filter(pk=discreet.project_id).update(title="Le canari discret")
    for participation in sharing:
        answered(survey, participation, needs=["training"])
    answered(survey, discreet, share_with_partners=False, needs=["funding"])
    report = actions.request_report(
        edition=world.edition, participation=None, language="fr", actor=None, at=timezone.now()
    )
    building.build_queued(report_id=report.pk, at=timezone.now())
    page = reverse("coaching:read_synthesis", args=[world.edition.slug])

    own = as_user(world.organiser).get(page)

    assert "Le canari discret" in own.text
    assert "tous les projets qui ont répondu" in own.text
    assert own.text.count("le courage d’en parler aux équipes") == 7
    assert own.context["charts"][-1].rows[:2] == [["Une formation", "6"], ["Un financement", "1"]]
    facts = SynthesisReport.objects.get(pk=report.pk).facts
    assert facts["compared"]["needs"] == {"training": 6}
    assert "Le canari discret" not in str(facts)
    assert as_user(world.partners[0]).get(page).status_code == 403


def test_the_page_waits_for_answers_and_quotes_with_consent_only(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2)
    page = reverse("coaching:read_synthesis", args=[world.edition.slug])
    organiser = as_user(world.organiser)
    assert "Aucune synthèse n’est encore arrivée" in organiser.get(page).text

    survey = synthesis_survey(world.edition)
    answered(survey, world.participations[0], what_it_brought="Un vrai déclic.", quote="named")
    answered(survey, world.participations[1], what_it_brought="Rien à citer.", quote="no")

    shown = organiser.get(page).text
    quotes = shown.split('id="quotes"')[1].split('id="projects"')[0]
    assert "Un vrai déclic." in quotes
    assert "Rien à citer." not in quotes
    assert "à partir de cinq" in shown


def test_an_organiser_who_stepped_aside_reads_nothing_of_that_project(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    private, sharing = world.participations
    answered(survey, private, what_it_brought="Le canari discret.", quote="named", needs=["funding"])
    answered(survey, sharing, needs=["training"])
    who = {"reviewer": world.organiser, "author": world.organiser}
    Recusal.objects.create(
        application=private.project.application, **who, reason="Sa sœur", at=timezone.now()
    )

    shown = as_user(world.organiser).get(reverse("coaching:read_synthesis", args=[world.edition.slug]))

    assert private.project.title not in shown.text
    assert "Le canari discret" not in shown.text
    assert shown.context["counts"]["answers"] == 1


def test_nothing_is_counted_out_of_no_project(as_user: AsUser) -> None:
    world = factories.edition_with()
    page = as_user(world.organiser).get(reverse("coaching:read_synthesis", args=[world.edition.slug])).text

    assert "Dossiers reçus" in page.replace("\xa0", " ")
    assert "Synthèses reçues" not in page.replace("\xa0", " ")
