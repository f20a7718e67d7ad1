"""What who chairs the committee, or writes its minutes, may read of a selection; they decide nothing there."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programmes.actions.roles import end_role
from programmes.enums import RoleName
from programmes.models import Role
from projects.application.queries.dossier import REVIEWER, reader_of
from projects.conflicts.actions import recuse
from projects.declarations.actions import open_round
from projects.models import Application, ConflictEffect, Decision, Review
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
OFFICES = [RoleName.CHAIR, RoleName.SECRETARY]


def open_pages(browser: Client, world: Any, dossier: Application) -> dict[str, int]:
    """The status of each page of the selection."""
    slug, ref = world.edition.slug, dossier.reference
    pages = {
        "ranking": reverse("projects:ranking", args=[slug]),
        "deliberation": reverse("projects:deliberation", args=[slug]),
        "decide": reverse("projects:decide", args=[slug, ref]),
        "dossier": reverse("projects:dossier_print", args=[ref]),
        "announce": reverse("projects:announce", args=[slug]),
        "applications": reverse("projects:manage_applications", args=[slug]),
        "dashboard": reverse("coaching:manage_edition", args=[slug]),
    }
    return {name: browser.get(address).status_code for name, address in pages.items()}


READ = dict.fromkeys(("ranking", "deliberation", "decide", "dossier"), 200)
REFUSED = dict.fromkeys(("announce", "applications", "dashboard"), 403)


@pytest.mark.parametrize("office", OFFICES)
def test_officers_read_the_selection_and_decide_nothing(as_user: AsUser, office: RoleName) -> None:
    world = edition_with(reviewers=1, applications=2)
    person = factories.role(world.edition, office)
    dossier, hidden, browser = *world.applications, as_user(person)
    decide = reverse("projects:decide", args=[world.edition.slug, dossier.reference])
    ranking = reverse("projects:ranking", args=[world.edition.slug])

    assert open_pages(browser, world, dossier) == READ | REFUSED
    assert "decision-form" not in browser.get(decide).text
    assert browser.post(decide, {"outcome": "selected", "reason": "Parce que."}).status_code == 403
    assert not Decision.objects.exists()
    reader = reader_of(dossier, person)
    assert (reader.kind, reader.is_assigned, reader.home_of(dossier)) == (REVIEWER, False, decide)

    home = browser.get(reverse("programmes:welcome"), follow=True)
    assert home.redirect_chain[-1][0] == reverse("projects:review_queue")
    assert f'href="{ranking}"' in home.text
    assert "Aucun dossier ne vous est confié" not in home.text
    header = browser.get(ranking)
    managed = header.context["shell"].managed
    assert [str(group.label) for group in managed.groups] == ["Sélection"]
    pages = [page.url for section in managed.group.links for page in section.links]
    names = ("ranking", "deliberation", "committee_minutes")
    assert pages == [reverse(f"projects:{name}", args=[world.edition.slug]) for name in names]
    assert f'href="{reverse("coaching:manage_edition", args=[world.edition.slug])}"' not in header.text

    Application.objects.filter(pk=hidden.pk).update(score="77.70", title="Dossier caché")
    Application.objects.filter(pk=dossier.pk).update(score="55.50")
    recuse(application=hidden, reviewer=person, author=person, reason="Voisine.", at=timezone.now())
    closed = open_pages(browser, world, hidden)
    assert (closed["decide"], closed["dossier"]) == (404, 404)
    scores = browser.get(ranking).text
    assert ("55,5" in scores, "77,7" in scores) == (True, False)


def test_an_office_opens_the_pages_and_its_end_closes_them_and_the_seat_stays(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    browser, dossier = as_user(world.reviewer), world.applications[0]
    pages = open_pages(browser, world, dossier)
    assert [pages[name] for name in ("ranking", "deliberation", "decide")] == [200, 403, 403]
    factories.role(world.edition, RoleName.CHAIR, who=world.reviewer)
    assert open_pages(browser, world, dossier) == READ | REFUSED

    chair = Role.objects.chairs().get(edition=world.edition)
    end_role(role=chair, reason="Changement.", actor=world.organiser, at=timezone.now())

    pages = open_pages(browser, world, dossier)
    assert [pages[name] for name in ("ranking", "deliberation", "decide")] == [200, 403, 403]
    assert browser.get(reverse("projects:review", args=[dossier.reference])).status_code == 200


def test_the_chair_who_has_a_review_to_send_reads_those_of_others_afterwards(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    factories.role(world.edition, RoleName.CHAIR, who=world.reviewer)
    dossier = world.applications[0]
    Review.objects.create(
        application=dossier,
        reviewer=world.reviewers[1],
        state="submitted",
        total="62.00",
        committee_comment="Solide.",
        started_at=timezone.now(),
        saved_at=timezone.now(),
        submitted_at=timezone.now(),
    )

    page = as_user(world.reviewer).get(
        reverse("projects:decide", args=[world.edition.slug, dossier.reference])
    )

    assert page.status_code == 200
    assert "Solide." not in page.text


def test_the_severity_of_jurors_is_read_by_organisers_alone() -> None:
    correction = {"is_current": True, "has_severity": True, "jurors": [{"juror": "Ada", "label": "+ 4"}]}
    template = "projects/review/_severity.html"

    assert "Ada" in render_to_string(template, {"correction": correction, "manages": True})
    assert "Ada" not in render_to_string(template, {"correction": correction, "manages": False})


def test_opinions_stay_closed_to_an_officer_who_has_not_declared_their_links(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    dossier, chair = world.applications[0], factories.role(world.edition, RoleName.CHAIR)
    sent_review(dossier, world.reviewer, "4", "4", committee_comment="CANARI")
    address = reverse("projects:decide", args=[world.edition.slug, dossier.reference])
    assert "CANARI" in as_user(chair).get(address).text

    open_round(edition=world.edition, actor=world.organiser, at=timezone.now())

    assert as_user(chair).get(address).url == reverse("projects:declare_links", args=[world.edition.slug])
    assert "CANARI" in as_user(world.organiser).get(address).text


def test_somebody_without_a_vote_goes_back_to_a_page_that_opens(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    dossier, juror = world.applications[0], world.reviewer
    recuse(
        application=dossier, reviewer=juror, author=juror, reason="Amie", effect=ConflictEffect.NO_VOTE,
        at=timezone.now(),
    )  # fmt: skip

    home = reader_of(dossier, juror).home_of(dossier)

    assert as_user(juror).get(home).status_code == 200
