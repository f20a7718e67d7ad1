"""The journal of an edition: every act, in words; what one stepped aside from stays closed here too."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.actions import record
from coaching.models import Pairing, SurveyInvitation
from programmes.models import LateAccess
from projects.models import ExportJob
from tests.factories import edition_with

pytestmark = pytest.mark.django_db


def page_of(client, edition) -> str:
    page = client.get(reverse("coaching:manage_journal", args=[edition.slug])).content.decode()
    return " ".join(page.replace("\u00a0", " ").split())


def test_an_act_is_listed_with_who_did_it_why_and_on_what(as_user) -> None:
    world = edition_with(applications=1)
    [application] = world.applications
    about = {"actor": world.organiser, "at": timezone.now(), "scope": world.edition.scope}
    record(verb="request_completion", subject=application, **about)
    record(verb="offer_late_access", subject=LateAccess(pk=1), data={"reason": "Panne chez nous"}, **about)
    record(verb="build_export", subject=ExportJob(pk=1), **{**about, "actor": None})
    record(verb="publish_call", subject=world.edition.call, **{**about, "scope": "edition:0"})

    page = page_of(as_user(world.organiser), world.edition)

    assert f"{world.organiser} a demandé un complément" in page
    assert application.reference in page
    assert "« Panne chez nous »" in page
    assert "Le site a préparé un export" in page
    assert "a publié l’appel" not in page


def test_an_organiser_who_stepped_aside_reads_neither_the_dossier_nor_the_reason(as_user) -> None:
    world = edition_with(applications=1)
    [application] = world.applications
    at = timezone.now()
    record(
        verb="overrule_rule",
        subject=application,
        actor=world.organiser,
        at=at,
        scope=world.edition.scope,
        data={"reason": "Voilerie utilisatrice"},
    )
    application.recusals.create(reviewer=world.organiser, author=world.organiser, reason="Parents", at=at)

    page = page_of(as_user(world.organiser), world.edition)

    assert "a levé une règle pour un dossier" in page
    assert application.reference not in page
    assert "Voilerie" not in page


def test_a_reason_about_a_mentor_or_a_place_is_not_for_who_stepped_aside_either(as_user) -> None:
    world = edition_with(participations=2, mentors=1)
    at, [hidden, read] = timezone.now(), world.participations
    hidden.project.application.recusals.create(
        reviewer=world.organiser, author=world.organiser, reason="Parents", at=at
    )
    about = {"actor": world.organiser, "at": at, "scope": world.edition.scope}
    for entry, word in ((hidden, "canari"), (read, "moineau")):
        pairing = Pairing.objects.create(
            participation=entry, mentor=world.mentors[0], proposed_at=at, proposed_by=world.organiser
        )
        record(verb="refuse", subject=pairing, data={"reason": f"Le {word} de la marraine"}, **about)
        record(verb="free_turns", subject=entry, data={"reason": f"Le {word} du projet"}, **about)
        record(verb="end", subject=Pairing(pk=999_999), data={"reason": f"Le {word} d’autrefois"}, **about)

    page = page_of(as_user(world.organiser), world.edition)

    assert "canari" not in page
    assert "d’autrefois" not in page
    assert "moineau de la marraine" in page
    assert "moineau du projet" in page


def test_consents_changed_by_link_are_reported_of_a_person_not_of_the_site(as_user) -> None:
    world = edition_with(participations=1)
    record(
        verb="change_consents",
        subject=SurveyInvitation(pk=1),
        actor=None,
        at=timezone.now(),
        scope=world.edition.scope,
    )

    assert "Quelqu’un (par lien personnel, sans connexion) a changé ses accords" in page_of(
        as_user(world.organiser), world.edition
    )
