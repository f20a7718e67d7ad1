"""The dossier on paper: each reader gets a copy with the answers of their audience."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires.copying import copy_sheet
from accelerator.web.templatetags.prose import exactdate
from programmes.enums import RoleName
from projects.application.documents import dossier_words
from projects.application.enums import ApplicationState
from projects.application.queries.dossier import (
    HOLDER,
    ORGANISER,
    REVIEWER,
    Reader,
    compare,
    dossier_sections,
)
from projects.models import Application, MemberRights
from tests.factories import edition, role
from tests.support.dossiers import draft, full_form, lead, member, sent
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
NEEDS = "Une rampe, et une boucle magnétique."
EMAIL = "maelle.ravenel@exemple.test"


def url(name: str, application: Application) -> str:
    return reverse(f"projects:{name}", args=[application.reference])


def send_dossier() -> Application:
    application = sent(edition(form=full_form()), at=timezone.now(), access_needs=NEEDS)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.ELIGIBLE)
    return Application.objects.select_related("call__edition", "sheet").get(pk=application.pk)


built, dossier = share_world(send_dossier)


def reviewer_of(application: Application) -> User:
    reviewer = role(application.call.edition, RoleName.REVIEWER)
    application.assignments.create(reviewer=reviewer, assigned_at=timezone.now())
    return reviewer


def words(application: Application, kind: str) -> str:
    """All that the document says to this reader."""
    reader = Reader(kind)
    sections, logistics = dossier_sections(application.sheet, reader)
    return repr(dossier_words(application, sections, logistics, reader=reader, at=timezone.now()))


def test_each_reader_gets_the_answers_that_are_theirs(
    dossier: Application, as_user: Callable[..., Any]
) -> None:
    people = {
        HOLDER: lead(dossier),
        ORGANISER: role(dossier.call.edition, RoleName.ORGANISER),
        REVIEWER: reviewer_of(dossier),
    }

    pages = {kind: as_user(who).get(url("dossier_print", dossier)).text for kind, who in people.items()}

    assert [EMAIL in pages[kind] for kind in (HOLDER, ORGANISER, REVIEWER)] == [True, True, False]
    assert [NEEDS in pages[kind] for kind in (HOLDER, ORGANISER, REVIEWER)] == [True, True, False]
    assert all(dossier.content_hash in page for page in pages.values())
    assert [EMAIL in words(dossier, kind) for kind in (HOLDER, ORGANISER, REVIEWER)] == [True, True, False]
    assert [NEEDS in words(dossier, kind) for kind in (HOLDER, ORGANISER, REVIEWER)] == [True, True, False]


def test_what_the_welcome_needs_stands_apart_on_an_organisers_copy(dossier: Application) -> None:
    reader = Reader(ORGANISER)
    sections, logistics = dossier_sections(dossier.sheet, reader)

    assert NEEDS not in repr(sections)
    assert NEEDS in repr(logistics)


def test_an_organiser_gets_no_copy_of_a_draft_and_its_holder_does(as_user: Callable[..., Any]) -> None:
    application = draft(edition(form=full_form()), at=timezone.now(), title="Brouillon")

    assert (
        as_user(role(application.call.edition, RoleName.ORGANISER))
        .get(url("dossier_pdf", application))
        .status_code
        == 404
    )
    own = as_user(lead(application))
    assert "n’est pas envoyé" in own.get(url("dossier_print", application)).text
    assert own.get(url("dossier_pdf", application)).content.startswith(b"%PDF-")


def test_a_member_who_only_reads_gets_a_copy(dossier: Application, as_user: Callable[..., Any]) -> None:
    reader = member(dossier, MemberRights.READ, at=timezone.now())

    assert as_user(reader).get(url("dossier_pdf", dossier)).status_code == 200


def test_the_document_is_an_accessible_pdf_named_after_the_dossier(
    dossier: Application, as_user: Callable[..., Any]
) -> None:
    response = as_user(lead(dossier)).get(url("dossier_pdf", dossier))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{dossier.reference}.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert b"pdfuaid" in response.content
    assert b"/StructTreeRoot" in response.content


def test_a_second_version_has_its_own_instant(dossier: Application, as_user: Callable[..., Any]) -> None:
    author, at = lead(dossier), timezone.now()
    assert "Version 1" not in words(dossier, HOLDER)
    dossier.versions.create(
        number=2,
        submitted_at=at + timedelta(days=2),
        submitted_by=author,
        content_hash="b" * 64,
        sheet=copy_sheet(sheet=dossier.sheet, at=at),
        snapshot={},
    )
    later = repr(f"{exactdate(at + timedelta(days=2))} (heure de Paris)")

    for kind in (HOLDER, ORGANISER):
        assert f"['Version 2, reçue le', {later}]" in words(dossier, kind)
    assert f"['Reçu le', {later}]" in words(dossier, REVIEWER)
    assert exactdate(at + timedelta(days=2)) in as_user(author).get(url("application", dossier)).text


def test_a_comparison_marks_what_stayed_went_and_came() -> None:
    for before, after, kinds in (
        ("", "", []),
        ("", "Neuf", ["added"]),
        ("Ancien", "", ["removed"]),
        ("un écran", "un grand écran", ["same", "added", "same"]),
        ("un petit écran", "un écran", ["same", "removed", "same"]),
        ("Texte entier refait", "Autre chose dite", ["removed", "added"]),
    ):
        pieces = compare(before, after)

        assert [piece.kind for piece in pieces] == kinds
        assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_very_long_texts_are_compared_line_by_line() -> None:
    lines = [f"Ligne {number} " + "mot " * 40 for number in range(400)]
    pieces = compare("\n".join(lines), "\n".join([*lines[:200], "Une ligne neuve", *lines[200:]]))

    assert [piece.kind for piece in pieces] == ["same", "added", "same"]
