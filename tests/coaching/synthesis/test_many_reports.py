"""A great many documents: asked for in as many queries as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.models import ReportRequest, SynthesisReport
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.enums import ReportState
from tests import factories
from tests.support import plan
from tests.support.synthesis import answered, synthesis_survey

pytestmark = pytest.mark.django_db


def answered_by_all(count: int) -> factories.World:
    world = factories.edition_with(participations=count)
    survey = synthesis_survey(world.edition)
    for place in world.participations:
        answered(survey, place)
    return world


def request_all(world: factories.World, **fields: Any) -> list[SynthesisReport]:
    return actions.request_all(
        **{
            "edition": world.edition,
            "language": "fr",
            "actor": world.organiser,
            "at": timezone.now(),
            **fields,
        }
    )


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The jobs that were enqueued."""
    enqueued: list[Any] = []
    monkeypatch.setattr(
        "coaching.synthesis.actions.reports.enqueue", lambda _name, *args: enqueued.extend(args)
    )
    return enqueued


def test_as_many_queries_ask_for_six_documents_as_for_one() -> None:
    counts = []
    for count in (1, 6):
        world = factories.edition_with(participations=count)
        with CaptureQueriesContext(connection) as queries:
            assert len(request_all(world)) == count
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_at_one_go_each_document_gets_its_own_next_version(
    sent: list[Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """One waits, one is being built, one is ready, one was never asked for."""
    world = factories.edition_with(participations=4)
    for place, state in zip(world.participations, ("queued", "building", "failed"), strict=False):
        SynthesisReport.objects.create(
            edition=world.edition, participation=place, kind="project", version=4, state=state,
            requested_at=timezone.now() - timedelta(days=1), due_at=timezone.now() - timedelta(days=1),
        )  # fmt: skip
    at = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        found = {report.participation: report for report in request_all(world, at=at)}

    reports = [found[place] for place in world.participations]
    assert [(report.version, report.requested_during_build) for report in reports] == [
        (4, False), (5, True), (5, False), (1, False),
    ]  # fmt: skip
    rows = SynthesisReport.objects.filter(pk__in=[report.pk for report in reports])
    assert set(rows.values_list("state", "requested_at")) == {(ReportState.QUEUED, at)}
    assert sorted(sent) == sorted(report.pk for report in reports[1:]), "the first was sent already"
    entries = AuditEntry.objects.filter(verb="request_report")
    assert {(entry.subject_id, entry.data["version"]) for entry in entries} == {
        (str(report.pk), report.version) for report in reports[1:]
    }


def test_a_person_who_requests_all_again_is_notified_once_of_each() -> None:
    world = factories.edition_with(participations=2)

    first, again = request_all(world), request_all(world)

    assert [report.pk for report in first] == [report.pk for report in again]
    assert ReportRequest.objects.count() == 2
    request_all(world, actor=None)
    assert ReportRequest.objects.count() == 2


def test_an_edition_without_a_project_asks_for_nothing() -> None:
    assert request_all(factories.edition_with()) == []


def test_each_document_has_the_actions_of_its_own_project() -> None:
    world = answered_by_all(6)
    for number, place in enumerate(world.participations):
        plan.action(place, f"Première ligne d’action {number}")
    first, second, *_rest = request_all(world, actor=None)
    for report in (first, second):
        assert building.build_queued(report_id=report.pk, at=timezone.now())

    reports = SynthesisReport.objects.filter(pk__in=[first.pk, second.pk])
    enqueued = {
        report.participation: [row["line"] for row in report.facts["plan"]["actions"]] for report in reports
    }
    assert enqueued == {
        report.participation: [
            f"Première ligne d’action {list(world.participations).index(report.participation)}"
        ]
        for report in reports
    }


def test_documents_asked_for_at_one_go_ask_for_one_delivery_of_their_mails(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    called: list[str] = []
    monkeypatch.setattr("accelerator.outbox.actions.enqueue", called.append)
    waiting = request_all(answered_by_all(3))

    for built, report in enumerate(waiting, start=1):
        with django_capture_on_commit_callbacks(execute=True):
            building.build_queued(report_id=report.pk, at=timezone.now())
        holder = report.participation.project.find_lead()
        assert OutgoingMail.objects.filter(template__endswith="report_ready", user=holder).count() == 1
        assert called == ([] if built < len(waiting) else ["outbox.deliver"])
