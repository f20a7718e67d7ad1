"""The public retrospective: published, withdrawn, and what somebody takes back leaves it at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accelerator.transitions import TransitionRefused
from coaching.canvas.enums import CanvasKind
from coaching.models import Canvas, SynthesisReport
from coaching.surveys.actions.survey import change_consents
from coaching.synthesis.actions import building
from coaching.synthesis.actions.editing import confirm_section, publish_report
from coaching.synthesis.actions.reports import request_report
from coaching.synthesis.enums import ReportKind, ReportState
from coaching.synthesis.reports.edits import show_sections
from coaching.synthesis.reports.filtering import filter_document
from projects.decision.actions.participation import withdraw_place
from projects.models import Project
from tests import factories
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
WORDS = "Nous avons compris que le planning parlait du travail avant de parler des heures."


class Retrospective:
    """An edition of six projects of which one is quoted by name and has a public sheet."""

    def __init__(self) -> None:
        self.world = factories.edition_with(participations=6)
        self.edition = self.world.edition
        self.edition.announced_at = timezone.now()
        self.edition.save()
        survey = synthesis_survey(self.edition)
        self.place = self.world.participations[0]
        self.project = self.place.project
        self.project.public_sheet = True
        self.project.save()
        self.invitation = answered(survey, self.place, what_it_brought=WORDS, quote="named")
        for place in self.world.participations[1:]:
            answered(survey, place)

    def build(self, kind: ReportKind = ReportKind.RETROSPECTIVE) -> SynthesisReport:
        report = request_report(
            edition=self.edition, participation=None, kind=kind, language="fr",
            actor=self.world.organiser, at=timezone.now(),
        )  # fmt: skip
        assert building.build_queued(report_id=report.pk, at=timezone.now())
        return SynthesisReport.objects.select_related("edition").get(pk=report.pk)

    def publish(self) -> SynthesisReport:
        report = self.build()
        publish_report(report=report, actor=self.world.organiser, at=timezone.now())
        return report

    def withdraw_consent(self) -> None:
        change_consents(
            invitation=self.invitation, consents={"quote": "no"}, actor=self.world.holder, at=timezone.now()
        )

    @property
    def page(self) -> str:
        return reverse("coaching:retrospective", args=[self.edition.slug])

    @property
    def file(self) -> str:
        return reverse("coaching:retrospective_file", args=[self.edition.slug])


built, retrospective = share_world(Retrospective)


def test_a_retrospective_is_hidden_before_publication_and_after_withdrawal(
    retrospective: Retrospective, client: Client, as_user: AsUser
) -> None:
    report = retrospective.build()
    organiser = as_user(retrospective.world.organiser)
    act = reverse("coaching:publish_report", args=[retrospective.edition.slug, report.pk])
    preview = reverse("coaching:report_page", args=[report.pk])
    of_edition = reverse("programmes:edition", args=[retrospective.edition.slug])

    def opens() -> list[int]:
        return [client.get(address).status_code for address in (retrospective.page, retrospective.file)]

    assert opens() == [404, 404]
    assert "Publier cette version" in organiser.get(preview).text

    assert organiser.post(act).status_code == 302
    assert opens() == [200, 200]
    assert retrospective.page in client.get(of_edition).text
    assert retrospective.page in client.get("/sitemap.xml").text
    assert 'property="og:title"' in client.get(retrospective.page).text

    assert organiser.post(act, {"withdraw": "1"}).status_code == 302
    assert opens() == [404, 404]
    assert retrospective.page not in client.get(of_edition).text


def test_a_withdrawn_retrospective_is_hidden_in_every_language(
    retrospective: Retrospective, client: Client, as_user: AsUser
) -> None:
    french = retrospective.publish()
    SynthesisReport.objects.filter(pk=retrospective.publish().pk).update(language="en")
    SynthesisReport.objects.filter(pk=french.pk).update(published_at=timezone.now())
    act = reverse("coaching:publish_report", args=[retrospective.edition.slug, french.pk])

    as_user(retrospective.world.organiser).post(act, {"withdraw": "1"})

    assert client.get(retrospective.page).status_code == 404


def test_a_retrospective_is_published_once_the_projects_are_announced(
    retrospective: Retrospective, client: Client, as_user: AsUser
) -> None:
    retrospective.edition.announced_at = None
    retrospective.edition.save()
    report = retrospective.build()
    organiser = as_user(retrospective.world.organiser)
    act = reverse("coaching:publish_report", args=[retrospective.edition.slug, report.pk])

    assert "Annoncez d’abord" in organiser.post(act, follow=True).text

    assert (
        "Publier cette version" not in organiser.get(reverse("coaching:report_page", args=[report.pk])).text
    )
    assert [client.get(address).status_code for address in (retrospective.page, retrospective.file)] == [
        404,
        404,
    ]
    assert retrospective.page not in client.get("/sitemap.xml").text


def test_nothing_but_a_retrospective_is_published(retrospective: Retrospective, as_user: AsUser) -> None:
    report = retrospective.build(ReportKind.EDITION)
    act = reverse("coaching:publish_report", args=[retrospective.edition.slug, report.pk])

    with pytest.raises(TransitionRefused):
        publish_report(report=report, actor=retrospective.world.organiser, at=timezone.now())
    assert as_user(retrospective.world.organiser).post(act).status_code == 404

    assert not SynthesisReport.objects.exclude(published_at=None).exists()


def test_a_retrospective_that_is_not_built_is_not_published(retrospective: Retrospective) -> None:
    report = retrospective.build()
    SynthesisReport.objects.filter(pk=report.pk).update(state=ReportState.FAILED)  # the caller read it before

    with pytest.raises(TransitionRefused):
        publish_report(report=report, actor=retrospective.world.organiser, at=timezone.now())

    assert not SynthesisReport.objects.exclude(published_at=None).exists()


def test_no_cache_hands_out_a_file_or_a_page_that_was_taken_back(
    retrospective: Retrospective, client: Client
) -> None:
    retrospective.publish()

    policies = {
        client.get(address).headers.get("Cache-Control", "")
        for address in (retrospective.page, retrospective.file)
    }

    assert not any("max-age" in policy or "public" in policy for policy in policies)
    assert client.get(retrospective.file).headers["Cache-Control"] == "no-cache"


def test_a_public_sheet_that_closes_leaves_it_and_one_that_hides_a_field_hides_it_there(
    retrospective: Retrospective, client: Client
) -> None:
    retrospective.publish()
    address = reverse(
        "projects:public_project", args=[retrospective.edition.slug, retrospective.project.slug]
    )
    assert address in client.get(retrospective.page).text

    Project.objects.filter(pk=retrospective.project.pk).update(public_sheet=False)

    assert address not in client.get(retrospective.page).text


def test_an_organisers_text_that_cites_a_withdrawn_quotation_is_flagged_and_hidden(
    retrospective: Retrospective, client: Client, as_user: AsUser
) -> None:
    first = retrospective.build()
    [section] = [section for section in show_sections(first.content, []) if section.key == "lessons"]
    confirm_section(
        report=first, state=section, own="", base_version=0, actor=retrospective.world.organiser, at=timezone.now(),
        added=f"Une porteuse le dit : « {WORDS} »\nNous gardons la frise.",
    )  # fmt: skip
    report = retrospective.publish()
    assert "Une porteuse le dit" in client.get(retrospective.page).text

    retrospective.withdraw_consent()

    page = client.get(retrospective.page).text
    assert "Une porteuse le dit" not in page
    assert "Nous gardons la frise." in page, "the other paragraph stays"
    edit = as_user(retrospective.world.organiser).get(
        reverse("coaching:edit_report", args=[retrospective.edition.slug, report.pk])
    )
    assert "dont l’accord a été retiré" in edit.text
    again = retrospective.build()
    assert "Une porteuse le dit" not in str(again.content)


def test_a_name_that_is_given_up_takes_the_quotation_along(
    retrospective: Retrospective, client: Client
) -> None:
    retrospective.publish()

    change_consents(
        invitation=retrospective.invitation,
        consents={"quote": "anonymous"},
        actor=retrospective.world.holder,
        at=timezone.now(),
    )

    assert "planning parlait" not in client.get(retrospective.page).text


def withdraw_place_of(retrospective: Retrospective) -> None:
    withdraw_place(
        participation=retrospective.place,
        reason="Elle ne vient plus.",
        actor=retrospective.world.organiser,
        at=timezone.now(),
    )


@pytest.mark.usefixtures("typeset")
@pytest.mark.parametrize("happens", ["consent", "place"])
def test_a_page_that_visitors_share_and_its_file_lose_a_quotation_that_is_taken_back(
    retrospective: Retrospective,
    client: Client,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    happens: str,
) -> None:
    settings.PUBLIC_PAGE_SECONDS = 3600
    retrospective.publish()
    assert "planning parlait" in client.get(retrospective.page).text

    with django_capture_on_commit_callbacks(execute=True):
        retrospective.withdraw_consent() if happens == "consent" else withdraw_place_of(retrospective)

    assert "planning parlait" not in client.get(retrospective.page).text
    assert "planning parlait" not in read_pdf(client.get(retrospective.file).getvalue())


@pytest.mark.parametrize(("number", "is_included"), [(5, False), (6, True)])
def test_a_canvas_drawn_by_nearly_all_reveals_nothing_about_the_others(
    retrospective: Retrospective, client: Client, number: int, is_included: bool
) -> None:
    for place in retrospective.world.participations[:number]:
        Canvas.objects.create(
            participation=place,
            kind=CanvasKind.ADN,
            moment="session",
            state="validated",
            validated_at=timezone.now(),
        )
    retrospective.publish()
    of_edition = retrospective.build(ReportKind.EDITION)

    assert ("Ce que les projets ont dessiné" in client.get(retrospective.page).text) is is_included
    assert ("Ce que les projets ont dessiné" in str(of_edition.content)) is is_included


def test_a_quotation_without_a_name_stays_whatever_its_reader_speaks(retrospective: Retrospective) -> None:
    retrospective.build()
    change_consents(
        invitation=retrospective.invitation,
        consents={"quote": "anonymous"},
        actor=retrospective.world.holder,
        at=timezone.now(),
    )
    report = retrospective.build()
    assert WORDS in str(report.content)

    with translation.override("en"):
        content = filter_document(report.content, kind=report.kind, edition=report.edition)

    assert WORDS in str(content)
