"""Synthesis reports: requested, built, superseded, taken over, seen by those who may."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accelerator import pdf
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.models import SynthesisReport
from coaching.synthesis import tasks
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.enums import ReportState
from coaching.synthesis.queries import fold_versions, list_documents_for
from programmes.enums import RoleName
from projects.models import Recusal
from tests import factories
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def requested(world: factories.World, participation: Any = None, **fields: Any) -> SynthesisReport:
    return actions.request_report(
        **{
            "edition": world.edition,
            "participation": participation,
            "language": "fr",
            "actor": world.organiser,
            "at": timezone.now(),
            **fields,
        }
    )


def built(world: factories.World, participation: Any = None, **fields: Any) -> SynthesisReport:
    report = requested(world, participation, **fields)
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    report.refresh_from_db()
    return report


@pytest.mark.usefixtures("typeset")
def test_a_requested_report_is_queued_then_built_with_its_hash() -> None:
    world = factories.edition_with(participations=1)
    answered(synthesis_survey(world.edition), world.participations[0])

    report = built(world, world.participations[0])

    assert (report.state, report.version, report.step) == (ReportState.READY, 1, report.steps)
    content = report.file.read()
    assert content.startswith(b"%PDF")
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert report.facts["project"]["title"] == world.participations[0].project.title
    assert list(
        AuditEntry.objects.filter(subject_id=str(report.pk)).order_by("pk").values_list("verb", flat=True)
    ) == [
        "request_report",
        "build_report",
    ]


def test_each_request_is_a_new_version_by_project_and_language() -> None:
    world = factories.edition_with(participations=2)
    one, two = world.participations

    assert built(world, one).version == 1
    assert requested(world, one).version == 2
    assert requested(world, one).version == 2, "no worker took it yet: a second requester takes part in it"
    assert requested(world, one, language="en").version == 1
    assert requested(world, two).version == 1
    assert requested(world).version == 1


@pytest.mark.usefixtures("typeset")
def test_the_same_facts_give_the_same_file() -> None:
    world = factories.edition_with(participations=1)
    at = timezone.now()

    first = built(world, world.participations[0], at=at)
    SynthesisReport.objects.filter(pk=first.pk).update(state="queued", sha256="", file="")
    building.build_queued(report_id=first.pk, at=at)

    again = SynthesisReport.objects.get(pk=first.pk)
    assert again.sha256 == first.sha256


def test_a_report_requested_twice_is_built_once() -> None:
    world = factories.edition_with(participations=1)
    report = built(world, world.participations[0])

    assert building.build_queued(report_id=report.pk, at=timezone.now()) is False
    tasks.build_report(report.pk)

    assert OutgoingMail.objects.filter(template="coaching/synthesis/report_ready").count() == 1


def test_the_holder_and_the_requester_are_notified() -> None:
    world = factories.edition_with(participations=1)

    report = built(world, world.participations[0])

    mails = {
        mail.user_id: mail
        for mail in OutgoingMail.objects.filter(template__startswith="coaching/synthesis/report")
    }
    text = mails[world.holder.pk].text
    page, file = (reverse(f"coaching:report_{name}", args=[report.pk]) for name in ("page", "file"))
    assert 0 < text.index(page) < text.index(file), "the page first, its file beside it"
    assert reverse("coaching:manage_reports", args=[world.edition.slug]) in mails[world.organiser.pk].text


def test_a_batch_is_one_mail_to_its_requester_once_the_last_is_ready() -> None:
    world = factories.edition_with(participations=3)
    at = timezone.now()
    reports = actions.request_all(edition=world.edition, language="fr", actor=world.organiser, at=at)

    for report in reports[:2]:
        building.build_queued(report_id=report.pk, at=at)
    assert not OutgoingMail.objects.filter(user=world.organiser).exists()
    building.build_queued(report_id=reports[2].pk, at=at)

    mail = OutgoingMail.objects.get(user=world.organiser)
    assert mail.subject.startswith("3 synthèses sont prêtes")


def test_a_failure_is_stored_with_words_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with(participations=1)
    report = requested(world, world.participations[0])

    def broken(*args: Any, **kwargs: Any) -> bytes:
        raise pdf.PdfError("report.typ: unknown variable")

    monkeypatch.setattr(pdf, "render_balanced", broken)
    with pytest.raises(pdf.PdfError):
        building.build_queued(report_id=report.pk, at=timezone.now())

    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert "nouvelle version" in report.error
    assert "unknown variable" not in report.error
    assert OutgoingMail.objects.get(user=world.organiser).subject.startswith(
        "Une synthèse n’a pas pu être établie"
    )


def test_the_sweep_takes_over_from_a_builder_that_died(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with(participations=1)
    at = timezone.now()
    report = requested(world, world.participations[0], at=at - timedelta(minutes=10))
    SynthesisReport.objects.filter(pk=report.pk).update(
        state=ReportState.BUILDING, claimed_at=at - timedelta(minutes=5), attempts=1, step=2
    )
    monkeypatch.setattr("accelerator.jobs.actions.enqueue", lambda _name, pk: tasks.build_report(pk))

    tasks.sweep_reports()

    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.READY, 2)


def test_the_sweep_leaves_a_builder_at_work_alone() -> None:
    world = factories.edition_with(participations=1)
    at = timezone.now()
    report = requested(world, world.participations[0], at=at)
    SynthesisReport.objects.filter(pk=report.pk).update(state=ReportState.BUILDING, claimed_at=at, attempts=1)

    assert building.requeue_stuck(at=at + timedelta(seconds=30)) == 0
    assert not SynthesisReport.objects.overdue(at + timedelta(seconds=90)).exists()


def test_after_three_dead_builders_the_report_has_failed() -> None:
    world = factories.edition_with(participations=1)
    at = timezone.now()
    report = requested(world, world.participations[0])
    SynthesisReport.objects.filter(pk=report.pk).update(
        state=ReportState.BUILDING, claimed_at=at - timedelta(minutes=5), attempts=3
    )

    building.requeue_stuck(at=at)

    report.refresh_from_db()
    assert report.state == ReportState.FAILED
    assert "trois essais" in report.error


def test_the_holder_is_notified_once_of_a_report_built_automatically() -> None:
    world = factories.edition_with(participations=1)
    place = world.participations[0]
    answered(synthesis_survey(world.edition), place)
    text = OutgoingMail.objects.filter(template="coaching/synthesis/report_ready")

    for version in (1, 2):
        assert built(world, place, actor=None).version == version
        assert text.count() == 1


def test_a_builder_that_was_taken_over_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    world = factories.edition_with(participations=1)
    report = requested(world, world.participations[0])
    render = pdf.render_balanced

    def overtaken(*args: Any, **kwargs: Any) -> bytes:
        SynthesisReport.objects.filter(pk=report.pk).update(state=ReportState.QUEUED, claim=None)
        return render(*args, **kwargs)

    monkeypatch.setattr(pdf, "render_balanced", overtaken)
    assert building.build_queued(report_id=report.pk, at=timezone.now()) is False

    report.refresh_from_db()
    assert (report.state, report.file.name) == (ReportState.QUEUED, "")
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert not OutgoingMail.objects.filter(template="coaching/synthesis/report_ready").exists()


def test_reports_visible_by_role(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2, partners=1, mentors=1)
    shared, private = world.participations
    survey = synthesis_survey(world.edition)
    answered(survey, shared)
    answered(survey, private, share_with_partners=False)
    of_shared, of_private, of_edition = built(world, shared), built(world, private), built(world)
    stranger = factories.role(factories.edition(), RoleName.ORGANISER)
    other_partner = factories.role(factories.edition(), RoleName.PARTNER)

    reports = [of_shared, of_private, of_edition]

    def list_visible(user: Any) -> list[SynthesisReport]:
        return list(SynthesisReport.objects.visible_to(user).order_by("pk"))

    partner = as_user(world.partners[0])
    files = [partner.get(reverse("coaching:report_file", args=[report.pk])) for report in reports]
    assert [file.status_code for file in files] == [200, 404, 200]
    assert list_visible(world.organiser) == reports
    assert list_visible(world.partners[0]) == [of_shared, of_edition]
    assert list_visible(world.holder) == [of_shared]
    assert list_visible(private.project.members.get().user) == [of_private]
    for user in (world.mentors[0], stranger, other_partner):
        assert list_visible(user) == []
    assert list_documents_for(world.partners[0], private.project) == []
    assert [item.pk for item in list_documents_for(world.holder, shared.project)] == [of_shared.pk]


def test_the_file_is_a_download(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    report = built(world, world.participations[0])

    page = as_user(world.holder).get(reverse("coaching:report_file", args=[report.pk]))

    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"].startswith("attachment; filename=")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert b"".join(page.streaming_content).startswith(b"%PDF")


def test_an_organiser_asks_for_one_for_all_and_for_the_edition(as_user: AsUser) -> None:
    world = factories.edition_with(participations=3)
    client = as_user(world.organiser)
    address = reverse("coaching:manage_reports", args=[world.edition.slug])

    for what in (str(world.participations[0].pk), "all", "edition"):
        assert client.post(address, {"what": what, "language": "fr"}).status_code == 302

    assert SynthesisReport.objects.filter(kind="project").count() == 3, (
        "one that waits still serves both requests"
    )
    assert SynthesisReport.objects.filter(kind="edition").count() == 1
    page = client.get(address).content.decode()
    assert "4 synthèses se préparent" in page
    assert 'hx-trigger="every 1s"' in page
    assert "Actualiser" in page


def test_progress_stops_asking_when_all_is_built(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    client = as_user(world.organiser)
    address = reverse("coaching:report_progress", args=[world.edition.slug])
    report = requested(world, world.participations[0])

    assert "<b>0</b> étape sur <span data-total>4</span>" in client.get(address).content.decode()
    building.build_queued(report_id=report.pk, at=timezone.now())
    page = client.get(address).content.decode()

    assert "hx-trigger" not in page
    report.refresh_from_db()
    assert reverse("coaching:report_page", args=[report.pk]) in page


def test_an_organiser_who_stepped_aside_asks_for_nothing_of_that_project(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2)
    aside, other = world.participations
    Recusal.objects.create(
        application=aside.project.application,
        reviewer=world.organiser,
        author=world.organiser,
        reason="Mon ancien employeur.",
        at=timezone.now(),
    )
    client = as_user(world.organiser)
    address = reverse("coaching:manage_reports", args=[world.edition.slug])

    assert client.post(address, {"what": str(aside.pk), "language": "fr"}).status_code == 404
    assert client.post(address, {"what": "all", "language": "fr"}).status_code == 302

    assert [report.participation for report in SynthesisReport.objects.all()] == [other]


def test_a_quote_without_a_name_cannot_be_matched_with_the_list_of_projects() -> None:
    world = factories.edition_with(participations=8)
    survey = synthesis_survey(world.edition)
    of_the_last = world.participations[-1]
    for number, one in enumerate(world.participations[:-1]):
        answered(survey, one, quote="anonymous", what_it_brought=f"Un regard extérieur, le {number}e.")

    before = built(world).facts["quotes"]
    answered(survey, of_the_last, quote="named", what_it_brought="Le courage d’en parler.")
    after = built(world).facts["quotes"]
    again = built(world).facts["quotes"]

    text = [quote["text"] for quote in before]
    assert len(text) == 6
    assert text != sorted(text), "they follow the order of the projects"
    assert {quote["by"] for quote in after} <= {"", of_the_last.project.title}
    assert [bool(quote["by"]) for quote in after] == sorted((bool(row["by"]) for row in after), reverse=True)
    assert after == again


@pytest.mark.parametrize(("possible", "quoted"), [(4, 0), (5, 5)])
def test_a_quote_without_a_name_needs_five_projects_it_may_come_from(possible: int, quoted: int) -> None:
    world = factories.edition_with(participations=6)
    survey = synthesis_survey(world.edition)
    for number, one in enumerate(world.participations[:possible]):
        answered(survey, one, quote="anonymous", what_it_brought=f"Un regard extérieur, le {number}e.")
    answered(survey, world.participations[-1], quote="named")

    quotes = built(world).facts["quotes"]

    assert [quote["by"] for quote in quotes if not quote["by"]] == [""] * quoted
    assert [quote["by"] for quote in quotes if quote["by"]] == [world.participations[-1].project.title]


def test_versions_that_a_later_one_of_their_language_replaces_are_folded() -> None:
    def version(number: int, language: str, **fields: Any) -> SynthesisReport:
        return SynthesisReport(version=number, language=language, **{"state": ReportState.READY, **fields})

    building_now, failed = (
        version(4, "fr", state=ReportState.BUILDING),
        version(3, "en", state=ReportState.FAILED),
    )
    last, english, published, old = (
        version(3, "fr"),
        version(2, "en"),
        version(2, "fr", published_at=timezone.now()),
        version(1, "fr"),
    )

    folded = fold_versions([building_now, failed, last, english, published, old])

    assert folded.current == [building_now, failed, last, english, published]
    assert folded.earlier == [old]
