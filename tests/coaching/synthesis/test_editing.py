"""What organisers write in a report survives its next versions, and never quietly replaces what a colleague wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accelerator.audit.models import AuditEntry
from coaching.models import EditedSection, SectionDraft, SynthesisReport
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.models import name_draft
from tests import factories
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
OWN = "Les schémas de la deuxième journée ont changé le projet."


IN_MEMORY = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


class WrittenReport:
    """The report of an edition that its organisers write in."""

    def __init__(self) -> None:
        self.world = factories.edition_with(participations=1)
        answered(synthesis_survey(self.world.edition), self.world.participations[0])
        with override_settings(STORAGES=IN_MEMORY):  # a world that tests share leaves no file
            self.report = self.build()

    def build(self, place: Any = None) -> SynthesisReport:
        report = actions.request_report(
            edition=self.world.edition, participation=place, language="fr", actor=None, at=timezone.now()
        )
        assert building.build_queued(report_id=report.pk, at=timezone.now())
        return SynthesisReport.objects.get(pk=report.pk)

    def url(self, section: str = "call", report: Any = None) -> str:
        pk = (report or self.report).pk
        return reverse("coaching:edit_report_section", args=[self.world.edition.slug, pk, section])

    def write(
        self, client: Client, section: str = "call", version: int = 0, act: str = "", **typed: str
    ) -> Any:
        """Send the whole page; ``act``: by another button than « Confirmer »."""
        uid = name_draft(self.report, section)
        texts = {f"{uid}-{name}": typed.get(name, "") for name in ("own", "added")}
        return client.post(
            self.url(section), {**texts, "base_version": version, **({act: "1"} if act else {})}
        )

    def type(self, client: Client, text: str, version: int = 0, field: str = "own") -> Any:
        """As the page saves what is typed."""
        return client.post(f"{self.url()}{field}/", {"value": text, "base_version": version})


built, written = share_world(WrittenReport)


def find_section(report: SynthesisReport, key: str) -> dict[str, Any]:
    return next(section for section in report.content["sections"] if section["key"] == key)


@pytest.mark.usefixtures("typeset")
def test_an_organisers_text_is_in_the_next_version_and_its_files(
    written: WrittenReport, as_user: AsUser
) -> None:
    organiser = as_user(written.world.organiser)

    assert written.write(organiser, own=OWN, added="Et ce n’est pas fini.").status_code == 302
    assert written.write(organiser, section="lessons", added="Recommencer plus tôt.").status_code == 302
    first, second = written.build(), written.build()

    for report in (first, second):
        page = organiser.get(reverse("coaching:report_page", args=[report.pk])).text
        printed = " ".join(read_pdf(report.file.read()).split()).replace("\u202f", " ")
        for text in (OWN, "Et ce n’est pas fini.", "Recommencer plus tôt."):
            assert text in page
            assert text in printed
        assert "L’appel à projets a été ouvert" not in printed
    assert find_section(written.report, "call")["own"] == "", "a version that is there never changes"
    entry = AuditEntry.objects.filter(verb="edit_report_section").first()
    assert OWN not in str(entry.data)


@pytest.mark.usefixtures("typeset")
def test_texts_are_marked_and_a_figure_that_is_not_the_counted_one_stands_beside_it(
    written: WrittenReport, as_user: AsUser
) -> None:
    organiser = as_user(written.world.organiser)
    written.write(organiser, section="lessons", added="Recommencer 3 semaines plus tôt.")
    written.write(organiser, own="Cette année, 12 projets sont venus.")
    report = written.build()
    printed = read_pdf(report.file.read())
    page = organiser.get(reverse("coaching:report_page", args=[report.pk])).text
    on_page = " ".join(strip_tags(page).split()).replace("\u202f", " ").replace("\xa0", " ")
    for text in (
        "plus tôt. Écrit par l’organisation",
        "sont venus. Écrit par l’organisation · compté : 1 dossier a été reçu. 1 projet a été retenu",
    ):
        assert text in printed, text
        assert text in on_page, text
    for page in (
        reverse("coaching:edit_report", args=[written.world.edition.slug, report.pk]),
        written.url(),
    ):
        assert f"Un chiffre saisi par {written.world.organiser}" in organiser.get(page).text


def test_taken_back_the_generated_text_returns(written: WrittenReport, as_user: AsUser) -> None:
    organiser = as_user(written.world.organiser)
    written.write(organiser, own=OWN)

    written.write(organiser, version=1, own=OWN, added="Reste.", act="take_back")

    section = find_section(written.build(), "call")
    assert (section["own"], section["added"]) == ("", "Reste.")


def test_a_colleague_who_saved_first_is_read_before_being_replaced(
    written: WrittenReport, as_user: AsUser
) -> None:
    colleague = factories.role(written.world.edition, "organiser", who=factories.user("Ada Collègue"))
    written.write(as_user(colleague), own="Le texte d’Ada.")

    mine = as_user(written.world.organiser)
    refused = written.write(mine, own=OWN)

    assert refused.status_code == 422
    for text in ("Ada Collègue", "Le texte d’Ada.", OWN):
        assert text in refused.text
    assert EditedSection.objects.get().own == "Le texte d’Ada."
    assert refused.context["form"].version == 1
    assert written.write(mine, version=1, own=OWN).status_code == 302
    assert EditedSection.objects.get().own == OWN


def test_a_typed_section_is_a_draft_until_it_is_confirmed(written: WrittenReport, as_user: AsUser) -> None:
    organiser = as_user(written.world.organiser)
    written.write(organiser, own="Le texte confirmé.", added="Et sa suite.")

    assert written.type(organiser, OWN, version=1).json()["version"] == 2

    section = find_section(written.build(), "call")
    assert (section["own"], section["added"]) == ("Le texte confirmé.", "Et sa suite.")
    page = organiser.get(written.url()).text
    for text in (OWN, "Et sa suite.", "Le texte confirmé.", "pas encore confirmé"):
        assert text in page, text
    board = reverse("coaching:edit_report", args=[written.world.edition.slug, written.report.pk])
    assert "Des brouillons attendent" in organiser.get(board).text

    written.write(organiser, version=2, own=OWN, added="Et sa suite.")
    assert find_section(written.build(), "call")["own"] == OWN
    assert "Des brouillons attendent" not in organiser.get(board).text


def test_a_draft_begun_over_a_text_that_was_never_typed_here_keeps_the_rest_of_it(
    written: WrittenReport, as_user: AsUser
) -> None:
    organiser = as_user(written.world.organiser)
    written.write(organiser, own="Le texte confirmé.", added="Et sa suite.")
    SectionDraft.objects.all().delete()  # as one that an earlier release kept

    written.type(organiser, OWN)

    draft = SectionDraft.objects.get()
    assert (draft.own, draft.added, draft.version) == (OWN, "Et sa suite.", 1)


def test_two_people_who_type_in_one_section_read_both_texts(written: WrittenReport, as_user: AsUser) -> None:
    colleague = factories.role(written.world.edition, "organiser", who=factories.user("Ada Collègue"))
    mine = as_user(written.world.organiser)
    written.type(as_user(colleague), "Le texte d’Ada.")

    refused = written.type(mine, OWN)

    assert refused.status_code == 409
    conflict = refused.json()
    assert (conflict["theirs"], conflict["version"]) == ("Le texte d’Ada.", 1)
    assert "Ada Collègue" in conflict["message"]
    assert written.type(mine, OWN, version=1).status_code == 200
    assert written.write(as_user(colleague), version=1, own="Le texte d’Ada.").status_code == 422
    assert not EditedSection.objects.exclude(own="").exists()


def test_a_draft_that_is_let_go_leaves_what_documents_say(written: WrittenReport, as_user: AsUser) -> None:
    organiser = as_user(written.world.organiser)
    written.write(organiser, own="Le texte confirmé.")
    written.type(organiser, OWN, version=1)

    written.write(organiser, version=2, own=OWN, act="drop")

    assert OWN not in organiser.get(written.url()).text
    assert EditedSection.objects.get().own == SectionDraft.objects.get().own == "Le texte confirmé."


def test_a_field_saves_nothing_too_long_nor_of_another_name_nor_for_a_stranger(
    written: WrittenReport, as_user: AsUser
) -> None:
    organiser = as_user(written.world.organiser)

    assert written.type(organiser, "x" * 6001).status_code == 422
    assert written.type(organiser, OWN, field="title").status_code == 404
    assert written.type(as_user(written.world.holder), OWN).status_code == 403
    assert written.type(as_user(factories.role(factories.edition(), "organiser")), OWN).status_code == 403
    assert not SectionDraft.objects.exists()


def test_when_the_generated_text_changes_both_are_read_and_somebody_decides(
    written: WrittenReport, as_user: AsUser
) -> None:
    organiser = as_user(written.world.organiser)
    written.write(organiser, own=OWN)
    factories.participation(written.world.edition)
    report = written.build()
    assert find_section(report, "call")["own"] == OWN, "it is kept meanwhile"

    board = organiser.get(reverse("coaching:edit_report", args=[written.world.edition.slug, report.pk])).text
    page = organiser.get(written.url(report=report)).text

    assert "Le texte établi a changé" in board
    assert "Il a changé depuis" in page
    assert "2 projets ont été retenus" in page
    assert "1 projet a été retenu" in page
    written.write(organiser, version=1, own=OWN)
    again = organiser.get(reverse("coaching:edit_report", args=[written.world.edition.slug, report.pk])).text
    assert "Le texte établi a changé" not in again


def test_a_section_that_no_facts_make_any_more_stays_as_it_was_written(
    written: WrittenReport, as_user: AsUser
) -> None:
    written.write(as_user(written.world.organiser), added="À garder.")
    EditedSection.objects.update(section="answer-old", title="Une ancienne question")

    last = written.build().content["sections"][-1]

    assert (last["title"], last["added"]) == ("Une ancienne question", "À garder.")


def test_a_project_and_its_edition_are_written_apart(written: WrittenReport, as_user: AsUser) -> None:
    [place] = written.world.participations
    written.write(as_user(written.world.organiser), section="essentials", added="De l’édition.")

    of_project = written.build(place)

    assert find_section(of_project, "essentials")["added"] == ""


def test_marks_that_turn_a_text_round_are_dropped(written: WrittenReport, as_user: AsUser) -> None:
    written.write(as_user(written.world.organiser), added="Une phrase\u202e retournée\x07.")

    assert EditedSection.objects.get().added == "Une phrase retournée."
