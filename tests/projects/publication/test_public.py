"""Public sheets: of projects that come, whose holders agreed; nothing else of the dossier."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from projects.members.actions import hand_over
from projects.models import Project, ProjectMember
from projects.publication import actions
from tests.factories import application, edition, edition_with, participation, user
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _always_fresh(settings) -> None:
    settings.PUBLIC_PAGE_SECONDS = 0


def listing(made) -> str:
    return reverse("projects:public_projects", args=[made.slug])


def publish(project: Project) -> Project:
    Project.objects.filter(pk=project.pk).update(public_sheet=True)
    return project


def test_only_confirmed_projects_that_agreed_are_listed(client: Client) -> None:
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


def test_the_holder_opens_changes_and_closes_the_sheet(as_user: AsUser, client: Client) -> None:
    made = edition()
    dossier = participation(made, title="Quai connecté").project.application
    browser = as_user(dossier.project.members.get().user)
    target = reverse("projects:project_sheet", args=[dossier.reference])
    sheet = reverse("projects:public_project", args=[made.slug, dossier.project.slug])

    browser.post(target, {"columns": ["shows_structure"], "open": "1"})
    assert dossier.structure_name in client.get(sheet).text
    browser.post(target, {"columns": ["shows_department"], "open": "1"})
    assert dossier.structure_name not in client.get(sheet).text
    assert "Calvados" in client.get(sheet).text
    browser.post(target, {"close": "1"})
    assert client.get(sheet).status_code == 404

    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["allow_public_sheet", "allow_public_sheet", "close_public_sheet"]


def test_a_name_leaves_the_sheet_with_its_person(client: Client) -> None:
    made = edition()
    project = publish(participation(made).project)
    Project.objects.filter(pk=project.pk).update(shows_holder=True)
    former, coming = project.members.get().user, user("Anne Roy")
    sheet = reverse("projects:public_project", args=[made.slug, project.slug])
    assert former.name in client.get(sheet).text

    member = ProjectMember.objects.create(project=project, user=coming, joined_at=timezone.now())
    hand_over(member=member, actor=former, at=timezone.now())
    assert not any(person.name in client.get(sheet).text for person in (former, coming))

    actions.open_sheet(project=project, columns=["shows_holder"], actor=coming, at=timezone.now())
    page = client.get(sheet).text
    assert coming.name in page
    assert former.name not in page


def test_a_preview_opens_nothing(as_user: AsUser) -> None:
    dossier = participation(edition()).project.application
    browser = as_user(dossier.project.members.get().user)

    page = browser.post(
        reverse("projects:project_sheet", args=[dossier.reference]),
        {"columns": ["shows_summary"], "preview": "1"},
    )

    assert page.context["sheet"].summary == "Résumé."
    assert not Project.objects.get(pk=dossier.project_id).public_sheet


def test_a_closed_sheet_leaves_a_shared_page_at_once(
    client: Client, settings, django_capture_on_commit_callbacks
) -> None:
    settings.PUBLIC_PAGE_SECONDS = 60
    project = publish(participation(edition(), title="Quai connecté").project)
    addresses = [listing(project.edition), reverse("projects:directory"), reverse("projects:sheets_feed")]
    Project.objects.filter(pk=project.pk).update(sheet_opened_at=timezone.now())
    assert all("Quai connecté" in client.get(address).text for address in addresses)

    with django_capture_on_commit_callbacks(execute=True):
        actions.close_sheet(project=project, actor=user(), at=timezone.now())

    assert not any("Quai connecté" in client.get(address).text for address in addresses)


def test_a_project_under_review_has_no_sheet_to_open(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=ApplicationState.UNDER_REVIEW)
    target = reverse("projects:project_sheet", args=[world.applications[0].reference])

    assert as_user(world.holder).post(target, {"open": "1"}).status_code == 403
