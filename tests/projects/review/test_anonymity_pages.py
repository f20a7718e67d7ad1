"""An organiser sets up the anonymous phase, and reads each dossier as jurors will get it."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from programmes.models import Edition
from projects.anonymity.actions import begin_anonymous_review
from projects.models import MaskOverride
from tests.factories import World
from tests.support.anonymity import STRUCTURE, attach, build_world
from tests.support.pdfs import small_pdf
from tests.support.reviews import page_url, plain
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def phase_url(world: World) -> str:
    return reverse("projects:manage_anonymity", args=[world.edition.slug])


def preview_url(world: World) -> str:
    return reverse("projects:anonymous_dossier", args=[world.edition.slug, world.applications[0].reference])


def test_an_organiser_makes_the_review_anonymous_then_opens_identities(as_user: AsUser) -> None:
    world = build_world(is_anonymous=False)
    client = as_user(world.organiser)
    assert "Rendre l’évaluation anonyme" in plain(client.get(phase_url(world)).text)

    client.post(phase_url(world), {"do": "begin"})
    assert Edition.objects.get(pk=world.edition.pk).hides_identities

    client.post(phase_url(world), {"do": "open"})  # without the word that it cannot be undone
    assert Edition.objects.get(pk=world.edition.pk).hides_identities
    client.post(phase_url(world), {"do": "open", "confirmed": "yes"})
    assert not Edition.objects.get(pk=world.edition.pk).hides_identities


def test_the_name_of_the_structure_is_ticked_from_the_start_and_another_answer_may_be(
    as_user: AsUser,
) -> None:
    world = build_world()
    client = as_user(world.organiser)
    page = client.get(phase_url(world)).text
    assert 'value="structure_name"\n                      id="masked-structure_name" checked' in page
    assert 'id="masked-solution" checked' not in page

    client.post(phase_url(world), {"masked": ["structure_name", "solution"]})

    text = plain(as_user(world.reviewer).get(page_url(world.applications[0])).text)
    assert "mesure le sel" not in text
    assert client.post(phase_url(world), {"masked": ["gone"]}).status_code == 422


def test_the_preview_lists_what_is_masked_and_a_word_is_left_or_added(as_user: AsUser) -> None:
    world = build_world()
    client, juror = as_user(world.organiser), as_user(world.reviewer)
    url = page_url(world.applications[0])
    page = plain(client.get(preview_url(world)).text)
    assert "[masqué : </span>SALAISONS-DU-BESSIN<span" in page
    assert "masquée entière" in page

    client.post(preview_url(world), {"word": "sel"})
    assert "mesure le [masqué]." in plain(juror.get(url).text)
    client.post(preview_url(world), {"leave": "www.salaisons.example"})
    assert "www.salaisons.example" in juror.get(url).text

    for override in MaskOverride.objects.all():
        client.post(preview_url(world), {"remove": str(override.pk)})
    assert "([masqué]) mesure le sel." in plain(juror.get(url).text)


def test_a_word_without_a_letter_is_refused_at_its_field(as_user: AsUser) -> None:
    world = build_world()

    response = as_user(world.organiser).post(preview_url(world), {"word": "…"})

    assert response.status_code == 422
    assert "Écrivez un mot, un nom ou une adresse." in plain(response.text)


def test_an_organiser_withholds_a_file_that_says_who_wrote_it(as_user: AsUser) -> None:
    world = build_world()
    plan = attach(world.applications[0], "plan.pdf", small_pdf(), "application/pdf")
    client, juror = as_user(world.organiser), as_user(world.reviewer)
    url = reverse("projects:application_file", args=[world.applications[0].reference, plan.pk])
    assert juror.get(url).status_code == 200

    client.post(preview_url(world), {"withhold": plan.sha256})
    assert juror.get(url).status_code == 404
    client.post(preview_url(world), {"hand_out": plan.sha256})
    assert juror.get(url).status_code == 200


def test_the_page_of_criteria_links_to_the_anonymous_phase(as_user: AsUser) -> None:
    world = build_world(is_anonymous=False)
    begin_anonymous_review(edition=world.edition, actor=world.organiser, at=now())

    page = as_user(world.organiser).get(reverse("programmes:manage_criteria", args=[world.edition.slug])).text

    assert phase_url(world) in page
    assert STRUCTURE not in page
