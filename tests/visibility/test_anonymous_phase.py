"""While the review is anonymous, no page, mail, file nor search names an applicant to a juror; by subtraction neither.

The world is walked with one dossier whose names are canaries: its title, its structure, its people, its addresses, what
its file says of itself. Those who read the selection, chair included, find none of them anywhere.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from accelerator.questionnaires.models import Answer, Attachment
from accelerator.questionnaires.queries import content
from programmes.models import Edition, Organisation
from projects.application.actions.content import refresh_search_entry
from projects.models import Application, LinkDeclaration, Meeting, ProjectMember
from tests import factories
from tests.support.guards import replaced
from tests.support.pdfs import small_pdf
from tests.visibility.bodies import read_body
from tests.visibility.building import build
from tests.visibility.exchange import build_file
from tests.visibility.pages import find_pages, read_page
from tests.visibility.searching import search_as, write_results
from tests.visibility.walk import list_open_names, refuse_barely, sign_in, walk_pages, walk_posts, walking
from tests.visibility.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SOONEST = ("reviewer_a", "chair_a")
"""Those who walk in `make test`; the others walk in `make test-all`."""
OTHERS = (
    "late_reviewer_a",
    "recused_a",
    "secretary_a",
    "mentor_a",
    "partner_a",
    "reviewer_b",
    "plain",
    "anonymous",
)
JURORS = [*SOONEST, *(pytest.param(person, marks=pytest.mark.thorough) for person in OTHERS)]
DOSSIER = "a.waiting"
NAMED_TO_ORGANISERS = [
    f"projects:{name}" for name in ("manage_applications", "manage_application", "dossier_print")
]


@pytest.fixture(scope="module")
def built(build_once: Callable[..., World]) -> World:
    return build_once(build)


@pytest.fixture
def world(built: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    caplog.set_level(logging.CRITICAL, logger="django.request")
    refuse_barely(monkeypatch, whole=1)
    with anonymous_world(built) as changed:
        changed.write_files()
        yield changed


@contextmanager
def anonymous_world(built: World) -> Iterator[World]:
    """The world before its committee meets, its first edition read without who applies; as it was, afterwards."""
    world = replace(
        built,
        people=dict(built.people),
        canaries=dict(built.canaries),
        dossiers=dict(built.dossiers),
        files=dict(built.files),
    )
    with transaction.atomic():
        edition = world.editions["a"]
        Meeting.objects.filter(edition=edition).delete()
        Edition.objects.filter(pk=edition.pk).update(anonymous_since=timezone.now(), announced_at=None)
        world.dossiers[DOSSIER] = name_everywhere(
            world, Application.objects.get(pk=world.dossiers[DOSSIER].pk)
        )
        yield world
        transaction.set_rollback(True)


def name_everywhere(world: World, application: Application) -> Application:
    """Give the dossier names that nothing else has, and write them where an applicant would."""

    def identity(name: str) -> str:
        return world.canary("identity", name, "a", "waiting", short=True)

    structure, sigle, person, title = (identity(name) for name in ("structure", "sigle", "person", "title"))
    site, telephone = f"www.{identity('site')}.fr", "02 31 00 11 22"
    member = factories.user(
        f"Nadège {person}", email=f"{identity('email')}@exemple.test", phone=identity("phone")
    )
    ProjectMember.objects.create(project=application.project, user=member, joined_at=timezone.now())
    Organisation.objects.filter(pk=application.project.organisation_id).update(
        name=f"{structure} du Bessin", short_name=sigle, website=f"https://{site}/"
    )
    application.title = f"Le fumoir {title}"
    application.structure_name = f"{structure} du Bessin"
    application.holder_name = f"Nadège {person}"
    application.save()
    application.project.title = application.title
    application.project.save(update_fields=["title"])
    text = f"Chez {structure.upper()} du Bessin ({sigle}), {person} : {site}, {telephone}, {identity('mail')}@mel.fr."
    values = {
        "structure_name": application.structure_name,
        "town": identity("town"),
        "holder_name": application.holder_name,
        "title": application.title,
    }
    answers = Answer.objects.filter(sheet=application.sheet).select_related("question")
    for answer in answers.order_by("pk"):
        if answer.question.kind == "long_text":
            answer.value = f"{answer.value} {text}"
        answer.value = values.get(answer.question.key, answer.value)
        answer.save()
    # the title of a project is its own: it is masked where its organisers say so
    edition = application.call.edition
    Edition.objects.filter(pk=edition.pk).update(identifying_questions={"title": True})
    file = Attachment.objects.get(sheet=application.sheet)
    world.files[file.file.name] = small_pdf(title=identity("pdf"))
    Attachment.objects.filter(pk=file.pk).update(name=f"{identity('file')}.pdf")
    refresh_search_entry(application, content(application.sheet))
    return Application.objects.select_related("project", "call__edition").get(pk=application.pk)


def list_names(world: World) -> list[str]:
    return [text for text, canary in world.canaries.items() if canary.kind == "identity"]


def list_identities(problems: list[str]) -> list[str]:
    """The other secrets of the world are walked elsewhere, at its usual moments."""
    return [problem for problem in problems if "(identity)" in problem]


def list_declared(world: World, person: str) -> list[str]:
    """What a closed round names to this person: the structure of which they declared a link, as they read it then."""
    application = world.dossiers[DOSSIER]
    declared = LinkDeclaration.objects.current().filter(
        application=application, reviewer_id=world.people[person].pk
    )
    structure = next(text for text in list_names(world) if text in application.structure_name)
    where = f"projects:declare_links {{'edition': '{application.call.edition.slug}'}}"
    return [f"{where}: shows {structure} (identity)"] if declared.exists() else []


@pytest.mark.parametrize("person", JURORS)
def test_no_page_names_an_applicant_to_a_juror(world: World, person: str) -> None:
    names = list_open_names(world, person)
    problems = walk_pages(world, sign_in(world, person), person, names)

    assert list_identities(problems) == list_declared(world, person)


@pytest.mark.parametrize("person", JURORS)
def test_no_post_nor_mail_names_an_applicant_to_a_juror(world: World, person: str) -> None:
    problems = walk_posts(world, sign_in(world, person), person)

    assert list_identities(problems) == []


@pytest.mark.thorough
def test_what_an_organiser_does_names_no_applicant_to_a_juror(world: World) -> None:
    problems = walk_posts(world, sign_in(world, "organiser_a"), "organiser_a")

    assert list_identities(problems) == []


def test_an_organiser_reads_who_applies(world: World) -> None:
    """Else nothing could leak."""
    found = find_pages(world, sign_in(world, "organiser_a"), "organiser_a", NAMED_TO_ORGANISERS)
    pages = "".join(text for _url, text in found)

    read = {name for name in list_names(world) if name in pages.lower()}
    assert len(read) >= len("structure sigle person title site mail town file".split())


@pytest.mark.parametrize("person", SOONEST)
def test_a_search_for_a_name_finds_no_dossier(world: World, person: str) -> None:
    assert [name for name in list_names(world) if search_as(world, person, name)] == []


def test_a_search_for_a_number_finds_the_dossier_without_its_names(world: World) -> None:
    reference = world.dossiers[DOSSIER].reference

    results = write_results(search_as(world, "reviewer_a", reference))

    assert reference in results
    assert [name for name in list_names(world) if name in results] == []


@pytest.mark.parametrize("kind", ["jury", "pack"])
def test_the_files_of_the_committee_name_no_applicant(world: World, kind: str) -> None:
    _job, file = build_file(world.editions["a"], world.people["organiser_a"], kind, at=timezone.now())
    text = read_body(file).lower()

    assert world.dossiers[DOSSIER].reference.lower() in text
    assert [name for name in list_names(world) if name in text] == []


@pytest.mark.parametrize("person", ["reviewer_a", pytest.param("chair_a", marks=pytest.mark.thorough)])
def test_a_page_stays_the_same_when_another_applies(world: World, person: str) -> None:
    """By their counts, their order or their gaps pages would reveal what they do not contain."""
    client, now, application = sign_in(world, person), timezone.now(), world.dossiers[DOSSIER]
    with replaced(timezone, "now", lambda: now):
        pages = find_pages(world, client, person)
        # who was invited to a project reads its name on their own link
        before = {url: text for url, text in pages if "project-invitation" not in url}
        rename(application)
        with walking(world):
            after = {url: read_page(client.get(url)) for url in before}

    assert [url for url in before if before[url] != after[url]] == []


def rename(application: Application) -> None:
    """The same dossier by somebody else: names that come first and last in any order."""
    names = {"title": "Aaa", "structure_name": "Zzz Énergies", "holder_name": "Aaron Zzz"}
    Application.objects.filter(pk=application.pk).update(**names)
    Organisation.objects.filter(pk=application.project.organisation_id).update(
        name="Zzz Énergies", short_name="", website=""
    )
    sentence = "Chez ZZZ Énergies (Zzz), Aaron : www.zzz.fr, 02 99 99 99 99, aaron@zzz.fr."
    for answer in Answer.objects.filter(sheet=application.sheet).select_related("question").order_by("pk"):
        if answer.question.kind == "long_text":
            answer.value = f"{answer.value.partition(' Chez ')[0]} {sentence}"
        answer.value = {**names, "town": "Zzzville"}.get(answer.question.key, answer.value)
        answer.save()
    members = ProjectMember.objects.filter(
        project=application.project, leads=False, user__name__startswith="Nadège"
    )
    for member in members.select_related("user"):
        member.user.name = "Aaron Zzz"
        member.user.save()
