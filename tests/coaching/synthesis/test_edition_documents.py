"""The documents of an edition as organisers see them: what they wait for, what their last version does not tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from coaching.models import SynthesisReport
from coaching.synthesis.edition_documents import EditionDocument, list_documents
from coaching.synthesis.enums import ReportKind, ReportState
from coaching.synthesis.queries import versions_for
from tests import factories
from tests.support.partners import AT, PartnersTable
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def list_of(edition: Any, projects: int = 1) -> dict[str, EditionDocument]:
    found = list_documents(edition, versions_for(edition, []), projects=projects)
    return {document.kind: document for document in found}


def built(table: PartnersTable, kind: ReportKind, **more: Any) -> SynthesisReport:
    common = {"version": 1, "requested_at": AT, "due_at": AT, "sha256": "0" * 64, "state": ReportState.READY}
    return SynthesisReport.objects.create(edition=table.edition, kind=kind, **{**common, **more})


def test_each_says_what_it_waits_for_and_nobody_is_offered_to_build_it(as_user: AsUser) -> None:
    empty = factories.edition_with()
    assert all(document.waits_for for document in list_of(empty.edition, projects=0).values())

    page = as_user(empty.organiser).get(reverse("coaching:manage_reports", args=[empty.edition.slug])).text

    for words in (
        "Elle s’établit avec la première réponse",
        "dès qu’un projet transmet un besoin",
        "dès qu’un projet a confirmé sa venue",
    ):
        assert words in page
    assert 'name="what"' not in page
    read = as_user(empty.organiser).get(reverse("coaching:read_synthesis", args=[empty.edition.slug])).text
    assert "Elles arrivent après la session" in read
    assert "ne leur passez pas ces chiffres" not in read, "nothing to pass on"


def test_what_a_document_waits_for_comes(as_user: AsUser) -> None:
    table = PartnersTable()
    found = list_of(table.edition)
    assert not found[ReportKind.PARTNERS].waits_for
    assert not found[ReportKind.RETROSPECTIVE].waits_for
    assert found[ReportKind.EDITION].waits_for, "nobody answered"


def test_a_version_of_before_the_meeting_says_that_a_new_one_would_tell_more(as_user: AsUser) -> None:
    table = PartnersTable()
    last = built(table, ReportKind.PARTNERS, built_at=AT - timedelta(days=1))
    assert list_of(table.edition)[ReportKind.PARTNERS].since == ""
    table.open()
    table.decide()
    table.close()

    found = list_of(table.edition)[ReportKind.PARTNERS]
    assert found.last == last
    assert found.since.startswith("Depuis, les partenaires se sont réunis")
    page = as_user(table.organiser).get(reverse("coaching:manage_reports", args=[table.edition.slug])).text
    assert "Depuis, les partenaires se sont réunis" in page
    assert reverse("coaching:edit_report", args=[table.edition.slug, last.pk]) in page

    built(table, ReportKind.PARTNERS, version=2, built_at=AT + timedelta(days=1))
    assert list_of(table.edition)[ReportKind.PARTNERS].since == ""


def test_one_writes_in_the_version_of_the_language_one_reads(as_user: AsUser) -> None:
    table = PartnersTable()
    english = built(table, ReportKind.PARTNERS, built_at=AT, language="en")
    french = built(table, ReportKind.PARTNERS, requested_at=AT + timedelta(hours=1), language="fr")
    organiser = as_user(table.organiser)

    for spoken, report in (("en", english), ("fr", french)):
        organiser.cookies.load({settings.LANGUAGE_COOKIE_NAME: spoken})
        page = organiser.get(reverse("coaching:manage_reports", args=[table.edition.slug])).text
        assert reverse("coaching:edit_report", args=[table.edition.slug, report.pk]) in page, spoken

    english.delete()
    organiser.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    page = organiser.get(reverse("coaching:manage_reports", args=[table.edition.slug])).text
    assert reverse("coaching:edit_report", args=[table.edition.slug, french.pk]) in page
