"""Public sheets: of projects that come, whose holders agreed; nothing else of the dossier."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from projects.models import Project
from tests.factories import application, edition, edition_with, participation

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]


@pytest.fixture(autouse=True)
def _always_fresh(settings) -> None:
    settings.PUBLIC_PAGE_SECONDS = 0


def listing(made) -> str:
    return reverse("projects:public_projects", args=[made.slug])


def publish(project: Project) -> Project:
    Project.objects.filter(pk=project.pk).update(public_sheet=True)
    return project


def test_only_confirmed_projects_that_agreed_are_shown(client: Client) -> None:
    made = edition()
    agreed = publish(participation(made, title="Quai connecté").project)
    participation(made, title="Carnet discret")
    publish(participation(made, title="Atelier hésitant", state=ParticipationState.OFFERED).project)
    publish(application(made, title="Dossier en cours").project)

    page = client.get(listing(made)).text

    assert "Quai connecté" in page
    assert not any(title in page for title in ("Carnet discret", "Atelier hésitant", "Dossier en cours"))
    assert client.get(reverse("projects:public_project", args=[made.slug, agreed.slug])).status_code == 200


def test_a_sheet_that_is_not_open_does_not_exist(client: Client) -> None:
    made, other = edition(), edition()
    discreet = participation(made).project
    public = publish(participation(made).project)

    assert client.get(reverse("projects:public_project", args=[made.slug, discreet.slug])).status_code == 404
    assert client.get(reverse("projects:public_project", args=[other.slug, public.slug])).status_code == 404


def test_the_sheet_escapes_what_holders_wrote(client: Client) -> None:
    made = edition()
    project = publish(participation(made, title="<script>alert(1)</script>").project)
    Project.objects.filter(pk=project.pk).update(summary="<img src=x onerror=alert(1)>")

    page = client.get(reverse("projects:public_project", args=[made.slug, project.slug])).text

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_an_empty_edition_says_so(client: Client) -> None:
    assert "Pas encore de projet à présenter" in client.get(listing(edition())).text


def test_the_projects_are_offered_once_there_is_one_to_see(client: Client) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    closed = yesterday - timedelta(days=9)
    made = edition(opens_at=closed - timedelta(days=9), closes_at=closed, announced_at=yesterday)
    pages = [
        reverse("programmes:edition", args=[made.slug]),
        reverse("programmes:call", args=[made.slug]),
        reverse("projects:apply", args=[made.slug]),
    ]

    assert not any("Voir les projets" in client.get(page).text for page in pages)
    assert listing(made) not in client.get(pages[0]).text
    publish(participation(made).project)
    assert all("Voir les projets" in client.get(page).text for page in pages)


def test_three_projects_cost_what_one_costs(client: Client) -> None:
    made = edition()
    publish(participation(made).project)
    with CaptureQueriesContext(connection) as for_one:
        client.get(listing(made))
    for _number in range(2):
        publish(participation(made).project)
    with CaptureQueriesContext(connection) as for_three:
        client.get(listing(made))

    assert len(for_three) == len(for_one) <= 12


def test_the_holder_opens_and_closes_the_sheet(as_user: AsUser) -> None:
    made = edition()
    dossier = participation(made).project.application
    holder = dossier.project.members.get().user
    browser, target = as_user(holder), reverse("projects:project_sheet", args=[dossier.reference])

    opened = browser.post(target, {"allowed": "yes"}, follow=True)
    assert "Fermer la fiche publique" in opened.text
    assert Project.objects.get(pk=dossier.project_id).public_sheet

    closed = browser.post(target, {"allowed": "no"}, follow=True)
    assert "Ouvrir la fiche publique" in closed.text
    assert not Project.objects.get(pk=dossier.project_id).public_sheet
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["allow_public_sheet", "close_public_sheet"]


def test_a_project_under_review_has_no_sheet_to_open(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=ApplicationState.UNDER_REVIEW)
    target = reverse("projects:project_sheet", args=[world.applications[0].reference])

    assert as_user(world.holder).post(target, {"allowed": "yes"}).status_code == 403
