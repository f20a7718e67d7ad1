"""What the committee wrote as a workbook, and the dossiers of a juror on paper."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from programmes.enums import RoleName
from programmes.models import Criterion
from projects.application.enums import ApplicationState
from projects.models import Application, ExportJob, ProjectMember, Recusal, Review, ReviewAssignment, Score
from projects.review.actions.scores import refresh_scores
from tests import factories
from tests.support.exchange import built, content, dossier
from tests.support.reviews import plain
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def assign(application: Application, reviewer: Any) -> None:
    ReviewAssignment.objects.create(application=application, reviewer=reviewer, assigned_at=NOW)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.UNDER_REVIEW)


def review(
    application: Application, reviewer: Any, level: int | None, comment: str, **columns: Any
) -> Review:
    """A review that counts: the same level for all criteria but the last one, which cannot be assessed."""
    assign(application, reviewer)
    written = Review.objects.create(
        application=application, reviewer=reviewer, state="submitted", total=Decimal(level or 0) * 25,
        started_at=NOW, saved_at=NOW, submitted_at=NOW, committee_comment=f"Avis : {comment}",
        private_note="Pour moi seul", **columns,
    )  # fmt: skip
    *criteria, last = Criterion.objects.filter(edition=application.call.edition).order_by("position")
    for criterion in criteria:
        Score.objects.create(review=written, criterion=criterion, level=level, comment=comment)
    Score.objects.create(review=written, criterion=last, not_assessable=True)
    refresh_scores(application)
    return written


def juror(world: factories.World) -> Any:
    return factories.role(world.edition, RoleName.REVIEWER)


def sheets(job: ExportJob) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content(job)))
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


def pdf_text(job: ExportJob) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content(job))).pages))


def test_a_workbook_holds_every_level_and_comment_by_juror_and_criterion(world: factories.World) -> None:
    application, anne, bruno = dossier(world), juror(world), juror(world)
    review(application, anne, 3, "=solide")
    review(application, bruno, 1, "fragile")
    Review.objects.create(
        application=application, reviewer=juror(world), started_at=NOW, saved_at=NOW,
        committee_comment="Pas encore envoyé",
    )  # fmt: skip
    criteria = list(Criterion.objects.filter(edition=world.edition).order_by("position"))

    book = sheets(built(world.edition, world.organiser, "jury"))

    head, *reviews = book["Avis"]
    assert {row[2] for row in reviews} == {str(anne), str(bruno)}
    by_juror = {row[2]: dict(zip(head, row, strict=True)) for row in reviews}
    assert by_juror[str(anne)][criteria[0].label] == 3
    assert by_juror[str(anne)][criteria[-1].label] == "n. é."
    assert by_juror[str(bruno)]["Pour le comité"] == "Avis : fragile"
    _head, *scores = book["Notes"]
    assert len(scores) == 2 * len(criteria)
    assert {(row[2], row[5], row[6]) for row in scores if row[3] == criteria[-1].label} == {
        (str(anne), None, "oui"),
        (str(bruno), None, "oui"),
    }
    assert "Pour moi seul" not in str(book)
    assert "Pas encore envoyé" not in str(book)
    raw = openpyxl.load_workbook(io.BytesIO(content(built(world.edition, world.organiser, "jury"))))
    assert all(cell.data_type != "f" for sheet in raw.worksheets for row in sheet.rows for cell in row)


def test_a_workbook_holds_the_ranking(world: factories.World) -> None:
    first, second = dossier(world), dossier(world)
    for number in (2, 3):
        review(second, juror(world), number, "bien")
        review(first, juror(world), number - 1, "moins bien")

    head, *rows = sheets(built(world.edition, world.organiser, "jury"))["Classement"]

    ranking = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["Rang"], row["Référence"], row["Note sur 100"]) for row in ranking] == [
        (1, second.reference, 62.5),
        (2, first.reference, 37.5),
    ]
    assert {row["Note corrigée"] for row in ranking} == {None}


@pytest.mark.parametrize(
    ("kind", "options", "is_read"),
    [
        ("jury", {}, True),
        ("csv", {"columns": ["review_comments"]}, True),
        ("csv", {"columns": ["reviews_done"]}, False),
    ],
)
def test_opinions_in_a_file_are_read_but_not_those_that_are_hidden_from_its_author(
    world: factories.World, kind: str, options: dict[str, Any], is_read: bool
) -> None:
    opened, secret = (review(dossier(world), juror(world), 3, "solide") for _number in range(2))
    Recusal.objects.create(
        application=secret.application, reviewer=world.organiser, author=world.organiser, reason="…", at=NOW
    )

    built(world.edition, world.organiser, kind, **options)

    for written in (opened, secret):
        written.refresh_from_db()
    assert (opened.read_at is not None, secret.read_at) == (is_read, None)


def test_a_dossier_in_conflict_is_in_no_sheet(world: factories.World) -> None:
    secret, shared = dossier(world), dossier(world)
    review(secret, juror(world), 3, "tenu secret")
    review(shared, juror(world), 2, "partagé")
    ProjectMember.objects.create(project=secret.project, user=world.organiser, joined_at=NOW)

    text = str(sheets(built(world.edition, world.organiser, "jury")))

    assert "partagé" in text
    assert "tenu secret" not in text
    assert secret.reference not in text


def test_a_person_who_owes_a_review_gets_nothing_of_that_dossier(
    world: factories.World, as_user: AsUser
) -> None:
    awaited, shared = dossier(world), dossier(world)
    review(awaited, juror(world), 3, "ce que d’autres en pensent")
    review(shared, juror(world), 2, "partagé")
    factories.role(world.edition, RoleName.REVIEWER, who=world.organiser)
    assign(awaited, world.organiser)
    colleague = factories.role(world.edition, RoleName.ORGANISER)

    own = str(sheets(built(world.edition, world.organiser, "jury")))
    theirs = built(world.edition, colleague, "jury")

    assert "partagé" in own
    assert "ce que d’autres en pensent" not in own
    address = reverse("projects:export_file", args=[world.edition.slug, theirs.pk])
    assert as_user(world.organiser).get(address).status_code == 404
    assert as_user(colleague).get(address).status_code == 200


def test_a_juror_reads_on_paper_their_dossiers_each_with_the_grid(world: factories.World) -> None:
    mine, aside, other = (
        dossier(world, access="Fauteuil roulant", trial="yes", lessons=f"Ce que dit le dossier {number}")
        for number in (1, 2, 3)
    )
    reader = juror(world)
    for application in (mine, aside):
        assign(application, reader)
    assign(other, juror(world))
    Recusal.objects.create(application=aside, reviewer=reader, author=reader, reason="Voisins", at=NOW)
    criterion = Criterion.objects.filter(edition=world.edition).order_by("position")[0]

    text = pdf_text(built(world.edition, world.organiser, "pack", reviewer=reader.pk))

    assert f"Les dossiers à évaluer : {reader}" in text
    assert "Ce que dit le dossier 1" in text
    assert "dossier 2" not in text
    assert "dossier 3" not in text
    assert "Fauteuil" not in text
    assert text.count("Votre évaluation") == 1
    assert plain(criterion.label.split()[0]) in text
    assert "Pour la personne porteuse" in text


def test_an_organiser_in_conflict_does_not_print_that_dossier(world: factories.World) -> None:
    mine, held = (dossier(world, trial="yes", lessons=f"Dossier numéro {number}") for number in (1, 2))
    reader = juror(world)
    for application in (mine, held):
        assign(application, reader)
    ProjectMember.objects.create(project=held.project, user=world.organiser, joined_at=NOW)

    text = pdf_text(built(world.edition, world.organiser, "pack", reviewer=reader.pk))

    assert "Dossier numéro 1" in text
    assert "Dossier numéro 2" not in text


def test_the_page_offers_jurors_who_have_dossiers_and_says_what_is_missing(
    world: factories.World, as_user: AsUser
) -> None:
    reader, idle = juror(world), juror(world)
    assign(dossier(world), reader)
    client = as_user(world.organiser)
    page = reverse("projects:manage_exports", args=[world.edition.slug])
    pack = reverse("projects:export_pack", args=[world.edition.slug])

    text = client.get(page).content.decode()
    assert f'value="{reader.pk}"' in text
    assert f'value="{idle.pk}"' not in text
    empty = client.post(pack, {"reviewer": ""})
    assert empty.status_code == 422
    assert "Choisissez la personne." in empty.content.decode()
    assert client.post(pack, {"reviewer": reader.pk}).status_code == 302
    assert client.post(reverse("projects:export_reviews", args=[world.edition.slug])).status_code == 302
    assert set(ExportJob.objects.values_list("kind", flat=True)) == {"pack", "jury"}
