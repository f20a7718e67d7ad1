"""An edition of the past is entered: its projects, what became of them, its papers; nobody is written to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.jobs import broker
from accelerator.outbox import reminders
from accelerator.outbox.models import OutgoingMail
from coaching.portfolio.queries.edition import list_rows
from coaching.portfolio.queries.programme import compare_editions
from programmes.actions.editions import create_edition, missing_before_publication
from programmes.enums import Phase
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.history import actions
from projects.history.lines import PastLine, read_past_lines
from projects.models import Application, PastDocument, PastProject, Project
from projects.publication.queries import list_directory
from tests import factories

pytestmark = pytest.mark.django_db
SESSION = date(2018, 12, 13)
TABLE = (
    "Titre;Structure;Commune;Profil;Devenir;Publier\n"
    "Atelier connecté;Menuiserie Hue;Caen;Mène un projet en interne;Toujours en service;oui\n"
    "Le geste filmé;Ferme du Bocage;;;;\n"
)


@pytest.fixture
def world() -> factories.World:
    return factories.edition_with(
        silent=True, closes_at=datetime(2018, 10, 12, 16, tzinfo=UTC),
        opens_at=datetime(2018, 9, 1, 6, tzinfo=UTC),
        published_at=datetime(2018, 9, 1, 6, tzinfo=UTC),
        session_starts_on=SESSION, session_ends_on=SESSION + timedelta(days=1),
    )  # fmt: skip


def enter(world: factories.World, *lines: PastLine) -> list[PastProject]:
    return actions.enter_past_projects(
        edition=world.edition, lines=lines, actor=world.organiser, at=timezone.now()
    )


def address(world: factories.World, name: str = "manage_history", *args: Any) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, *args])


def test_projects_are_entered_as_those_that_came_and_nobody_is_notified(world, as_user, monkeypatch):
    jobs: list[Any] = []
    monkeypatch.setattr(broker, "enqueue", lambda *names, **_more: jobs.append(names))
    people = User.objects.count()
    upload = SimpleUploadedFile("p.csv", TABLE.encode())

    answer = as_user(world.organiser).post(address(world, "import_past_projects"), {"file": upload})
    reminders.plan(timezone.now() + timedelta(days=400))

    assert answer.url == address(world)
    places = {
        participation.project.title: participation
        for participation in world.edition.participations.confirmed().select_related("project")
    }
    assert set(places) == {"Atelier connecté", "Le geste filmé"}
    assert {application.state for application in Application.objects.all()} == {ApplicationState.CONFIRMED}
    edition = Edition.objects.get(pk=world.edition.pk)
    assert timezone.localdate(edition.announced_at) == SESSION - timedelta(days=30)
    assert not OutgoingMail.objects.exists()
    assert jobs == []
    assert User.objects.count() == people


def test_published_past_projects_are_in_the_directory_with_their_outcome(world, client):
    enter(world, PastLine("Atelier connecté", structure="Hue", result="Toujours en service", publish=True))
    enter(world, PastLine("Tu et gardé", result="Rien à en dire"))

    assert [project.title for project in list_directory(timezone.now())] == ["Atelier connecté"]
    sheet = client.get(reverse("projects:public_project", args=[world.edition.slug, "atelier-connecte"]))
    assert "Toujours en service" in sheet.text
    assert "Hue" in sheet.text
    hidden = reverse("projects:public_project", args=[world.edition.slug, "tu-et-garde"])
    assert client.get(hidden).status_code == 404


def test_past_projects_are_in_the_portfolios(world):
    enter(world, *(PastLine(f"Projet {number}") for number in range(3)))

    rows = list_rows(world.organiser, world.edition, timezone.now())

    assert [row.place.project.title for row in rows] == ["Projet 0", "Projet 1", "Projet 2"]
    assert not any(row.is_silent for row in rows)
    found = compare_editions(world.organiser, world.edition.programme, timezone.now())
    assert ["3"] in [list(row.cells) for _heading, group in found.groups for row in group]


def test_the_same_title_twice_is_one_project(world):
    assert len(enter(world, PastLine("Atelier"), PastLine("ATELIER"))) == 1
    assert enter(world, PastLine("Atelier")) == []
    assert Project.objects.count() == 1


def test_an_edition_that_writes_to_people_takes_none(as_user):
    world = factories.edition_with()
    with pytest.raises(actions.HistoryRefused):
        enter(world, PastLine("Atelier"))
    client = as_user(world.organiser)
    answer = client.post(address(world, "enter_past_project"), {"title": "Atelier"})
    assert answer.status_code == 422
    assert "Cette édition n’est pas passée" in client.get(address(world)).text


def test_a_spreadsheet_with_a_wrong_line_enters_nothing_and_says_which(world, as_user):
    wrong = TABLE + ";Sans titre;;Boulangerie;;peut-être\n"
    upload = SimpleUploadedFile("p.csv", wrong.encode())

    answer = as_user(world.organiser).post(address(world, "import_past_projects"), {"file": upload})

    assert answer.status_code == 422
    assert not Project.objects.exists()
    text = answer.text.replace("\xa0", " ")
    assert "Ligne 4 : Il manque le titre." in text
    assert "Profil inconnu" in text


def test_an_unreadable_file_is_refused_with_a_message(world, as_user):
    client = as_user(world.organiser)
    for content in (b"", b"nom;ville\nA;B\n", b"\x00\x01\x02", b"titre", b" ; \n"):
        upload = SimpleUploadedFile("p.csv", content)
        answer = client.post(address(world, "import_past_projects"), {"file": upload})
        assert answer.status_code == 422, content
    assert not Project.objects.exists()


def test_headings_and_profiles_are_read_whatever_their_accents():
    lines, problems = read_past_lines(b"TITRE;Departement;profil\nA;14;conseil ou federation d'employeurs\n")
    assert problems == []
    assert (lines[0].department, lines[0].profile) == ("14", "consultant_or_federation")


def test_a_project_is_changed_and_taken_off_the_public_pages(world, as_user):
    (entered,) = enter(world, PastLine("Atelier", publish=True))
    page, client = address(world, "past_project", entered.pk), as_user(world.organiser)
    assert 'value="Atelier"' in client.get(page).text

    assert client.post(page, {"title": "Atelier 2", "result": "Arrêté en 2020"}).status_code == 302

    entered.refresh_from_db()
    project = Project.objects.get(pk=entered.project_id)
    assert (project.title, entered.result, project.public_sheet) == ("Atelier 2", "Arrêté en 2020", False)
    assert client.post(page, {"title": "x" * 161}).status_code == 422


def test_a_project_that_was_corrected_is_found_by_its_new_words(world, client):
    (entered,) = enter(world, PastLine("Quai connecté", publish=True))
    line = PastLine("Atelier clair", publish=True)

    actions.change_past_project(entered=entered, line=line, actor=world.organiser, at=timezone.now())

    found = [
        client.get(reverse("projects:directory"), {"q": words}).context["sheets"]
        for words in ("atelier", "quai")
    ]
    assert [[sheet.title for sheet in sheets] for sheets in found] == [["Atelier clair"], []]


def test_deleting_a_past_project_leaves_no_row(world, as_user):
    (entered,) = enter(world, PastLine("Atelier", structure="Hue"))
    as_user(world.organiser).post(address(world, "remove_past_project", entered.pk))
    assert not Project.objects.exists()
    assert not Application.objects.exists()
    assert not PastProject.objects.exists()


def test_papers_are_public_one_by_one(world, as_user, client):
    organiser = as_user(world.organiser)
    for title, more in (("Le film", {"is_public": "on"}), ("Le compte rendu", {})):
        typed = {"title": title, "url": f"https://exemple.test/{len(title)}", **more}
        assert organiser.post(address(world, "add_past_document"), typed).status_code == 302
    again = {"title": "Le film", "url": "https://exemple.test/7"}
    assert organiser.post(address(world, "add_past_document"), again).status_code == 422
    bad = {"title": "Piège", "url": "javascript:alert(1)"}
    assert organiser.post(address(world, "add_past_document"), bad).status_code == 422

    page = client.get(reverse("programmes:edition", args=[world.edition.slug])).text

    assert "Le film" in page
    assert "Le compte rendu" not in page
    film = PastDocument.objects.get(title="Le film")
    organiser.post(address(world, "remove_past_document", film.pk))
    assert not PastDocument.objects.filter(title="Le film").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        PastDocument.objects.create(
            edition=world.edition, title="Bis", url="https://exemple.test/15", added_at=timezone.now()
        )


def test_a_past_edition_is_created_with_a_past_call_and_published_without_rules():
    new = create_edition(
        edition=Edition(
            programme=factories.edition().programme, name="2018", slug="e-2018", code="E-18", theme_fr="Thème",
            session_starts_on=SESSION, silent=True,
        ),
        actor=factories.user(is_staff=True),
        at=timezone.now(),
    )  # fmt: skip
    assert timezone.localdate(new.call.closes_at) < SESSION
    new.call.intro_fr, new.call.contact_email = "Un appel d’hier", ""
    assert missing_before_publication(new.call) == []


def test_a_past_edition_is_over_unless_its_follow_up_is_entered(world):
    world.edition.silent = True
    world.edition.session_ends_on = timezone.localdate() - timedelta(days=400)
    world.edition.closes_on = world.edition.follow_up_from = None
    assert world.edition.phase() == Phase.CLOSED

    world.edition.follow_up_from = timezone.localdate() - timedelta(days=300)
    assert world.edition.phase() == Phase.FOLLOW_UP


def test_a_person_who_entered_a_project_may_be_erased_without_it(world):
    author = factories.user()
    (entered,) = enter(world, PastLine("Atelier"))
    PastProject.objects.filter(pk=entered.pk).update(entered_by=author)
    author.delete()
    entered.refresh_from_db()
    assert entered.entered_by is None
