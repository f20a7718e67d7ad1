"""Exported files: what is exported from a list, who may have it, how it is built once, and how it goes."""

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.exchange.actions import exports
from projects.models import Application, ExportJob, ProjectMember, Recusal, ReviewAssignment
from tests import factories
from tests.support.exchange import built, csv_rows, dossier, later, queued
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


# --- who may have it ---


def test_a_file_is_for_the_organisers_of_its_edition(world: factories.World, as_user: AsUser) -> None:
    job = built(world.edition, world.organiser, columns=["reference"])
    other = factories.edition_with()
    address = reverse("projects:export_file", args=[world.edition.slug, job.pk])

    assert as_user(world.organiser).get(address).status_code == 200
    assert as_user(factories.role(world.edition, RoleName.ORGANISER)).get(address).status_code == 200
    assert as_user(other.organiser).get(address).status_code == 403
    own_address = reverse("projects:export_file", args=[other.edition.slug, job.pk])
    assert as_user(other.organiser).get(own_address).status_code == 404


def test_a_person_who_stepped_aside_from_a_dossier_does_not_get_it_in_a_file(
    world: factories.World, as_user: AsUser
) -> None:
    secret, shared = dossier(world), dossier(world)
    before = built(world.edition, world.organiser, columns=["reference"])
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    Recusal.objects.create(
        application=secret, reviewer=colleague, author=colleague, reason="Même structure", at=timezone.now()
    )

    own = built(world.edition, colleague, columns=["reference"])

    def status(job: ExportJob) -> int:
        return int(
            as_user(colleague)
            .get(reverse("projects:export_file", args=[world.edition.slug, job.pk]))
            .status_code
        )

    assert status(before) == 404
    assert status(own) == 200
    assert csv_rows(own)[1:] == [[shared.reference]]
    Recusal.objects.create(
        application=shared,
        reviewer=colleague,
        author=colleague,
        reason="Découvert ensuite",
        at=later(seconds=5),
    )
    assert status(own) == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_person_who_owes_a_review_waits_for_the_tables_of_colleagues(
    world: factories.World, as_user: AsUser, kind: str
) -> None:
    """They hold the scores and the words of others, which would lead theirs."""
    application = dossier(world)
    theirs = built(world.edition, world.organiser, kind, columns=["reference", "score", "review_comments"])
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    factories.role(world.edition, RoleName.REVIEWER, who=colleague)
    duty = ReviewAssignment.objects.create(
        application=application, reviewer=colleague, assigned_at=timezone.now()
    )
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.UNDER_REVIEW)
    own = built(world.edition, colleague, kind, columns=["reference", "score"])

    def status(job: ExportJob) -> int:
        address = reverse("projects:export_file", args=[world.edition.slug, job.pk])
        return int(as_user(colleague).get(address).status_code)

    assert status(theirs) == 404
    assert status(own) == 200
    duty.delete()
    assert status(theirs) == 200


def test_a_person_who_holds_a_dossier_or_joins_it_later_does_not_get_it_in_a_file(
    world: factories.World, as_user: AsUser
) -> None:
    mine, _other = dossier(world), dossier(world)
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    theirs = built(world.edition, world.organiser, columns=["reference"])
    own = built(world.edition, colleague, columns=["reference"])

    def status(job: ExportJob) -> int:
        address = reverse("projects:export_file", args=[world.edition.slug, job.pk])
        return int(as_user(colleague).get(address).status_code)

    assert (status(theirs), status(own)) == (200, 200)
    ProjectMember.objects.create(
        project=mine.project, user=colleague, joined_at=later(seconds=5), left_at=later(seconds=9)
    )
    assert (status(theirs), status(own)) == (404, 404)


# --- the job ---


def test_a_file_goes_after_a_week(world: factories.World, as_user: AsUser) -> None:
    job = built(world.edition, world.organiser, columns=["reference"])
    storage, name = job.file.storage, str(job.file.name)

    assert exports.delete_expired(at=later(days=6)) == 0
    assert exports.delete_expired(at=later(days=8)) == 1

    job.refresh_from_db()
    assert (job.state, bool(job.file), storage.exists(name)) == (ExportJob.State.EXPIRED, False, False)
    address = reverse("projects:export_file", args=[world.edition.slug, job.pk])
    assert as_user(world.organiser).get(address).status_code == 404


def test_a_file_is_built_once(world: factories.World) -> None:
    job = queued(world)

    assert [exports.build_queued(job_id=job.pk, at=timezone.now()) for _ in range(2)] == [True, False]


def test_an_export_of_a_dead_worker_is_taken_over_three_times(world: factories.World) -> None:
    job = queued(world)
    for attempt in range(1, 4):
        ExportJob.objects.filter(pk=job.pk).update(
            state="building", claim=uuid.uuid4(), claimed_at=timezone.now(), attempts=attempt
        )
        assert exports.requeue_stuck(at=later(minutes=1)) == 0
        assert exports.requeue_stuck(at=later(minutes=4)) == 1
    job.refresh_from_db()
    assert job.state == ExportJob.State.FAILED
    assert "trois essais" in job.error


def test_a_worker_whose_file_went_to_another_leaves_nothing(
    world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = queued(world)
    whole = exports.build.build

    def robbed(mine: ExportJob, *args: Any, **options: Any) -> Any:
        result = whole(mine, *args, **options)
        ExportJob.objects.filter(pk=job.pk).update(claim=uuid.uuid4())
        return result

    monkeypatch.setattr(exports.build, "build", robbed)

    assert not exports.build_queued(job_id=job.pk, at=timezone.now())
    folder = exports.default_storage
    assert folder.listdir("exports")[1] == []


def test_a_failure_is_explained(world: factories.World, monkeypatch: pytest.MonkeyPatch) -> None:
    job = queued(world)
    monkeypatch.setattr(exports.build, "build", lambda *_args, **_options: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        exports.build_queued(job_id=job.pk, at=timezone.now())

    job.refresh_from_db()
    assert job.state == ExportJob.State.FAILED
    assert "Redemandez-le" in job.error


COLUMNS = ["reference", "decision", "decision_reason", "reserve_rank", "decided_at"]
DECIDED_AT = datetime(2026, 11, 20, 14, 10, tzinfo=timezone.get_default_timezone())


def decided_dossier(world: factories.World, outcome: Outcome, reason: str = "") -> Application:
    application = dossier(world)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.UNDER_REVIEW)
    application.refresh_from_db()
    decide(application=application, outcome=outcome, reason=reason, actor=world.organiser, at=DECIDED_AT)
    return application


def test_a_table_has_each_decision_with_its_reason_rank_and_day(world: factories.World) -> None:
    reserve = decided_dossier(world, Outcome.RESERVE, "À un point près.")
    undecided = dossier(world)

    header, *rows = csv_rows(built(world.edition, world.organiser, columns=COLUMNS))

    assert header == [
        "Référence",
        "Décision",
        "Raison de la décision",
        "Rang sur la liste complémentaire",
        "Décidé le",
    ]
    day = rows[0].pop()
    assert day.startswith("20/11/2026")
    assert rows[0] == [reserve.reference, "liste complémentaire", "À un point près.", "1"]
    assert rows[1] == [undecided.reference, "", "", "", ""]


def test_a_person_who_owes_a_review_reads_no_decision_before_the_announcement(world: factories.World) -> None:
    owed, other = decided_dossier(world, Outcome.RESERVE), decided_dossier(world, Outcome.RESERVE)
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    factories.role(world.edition, RoleName.REVIEWER, who=colleague)
    ReviewAssignment.objects.create(application=owed, reviewer=colleague, assigned_at=timezone.now())

    rows: dict[str, Any] = {
        row[0]: row[1:4] for row in csv_rows(built(world.edition, colleague, columns=COLUMNS))[1:]
    }

    assert rows[owed.reference] == ["", "", ""]
    assert rows[other.reference] == ["liste complémentaire", "", ""]  # a rank would reveal who is before


def test_a_filtered_list_is_exported_as_it_is_listed(world: factories.World, as_user: AsUser) -> None:
    for title, department in (("Scierie du Houlme", "Orne"), ("Laiterie du Bessin", "Calvados")):
        application = dossier(world, title=title)
        application.department = department
        application.save(update_fields=["department"])
    client = as_user(world.organiser)
    listed = client.get(
        reverse("projects:manage_applications", args=[world.edition.slug]), {"department": "Orne"}
    )
    address = f"{reverse('projects:export_table', args=[world.edition.slug])}?department=Orne"
    assert f'href="{address}"' in listed.content.decode()

    page = client.get(address)
    client.post(address, {"columns": ["reference"], "kind": "csv", "verb": "export"})

    assert "Le dossier de la liste que vous aviez filtrée" in page.content.decode()
    job = ExportJob.objects.get()
    exports.build_queued(job_id=job.pk, at=timezone.now())
    job.refresh_from_db()
    assert [row[0] for row in csv_rows(job)[1:]] == [Application.objects.get(department="Orne").reference]


def test_a_list_whose_filter_is_gone_is_not_exported(world: factories.World, as_user: AsUser) -> None:
    dossier(world, title="Scierie du Houlme")
    address = f"{reverse('projects:export_table', args=[world.edition.slug])}?department=Orne"

    page = as_user(world.organiser).post(address, {"columns": ["reference"], "kind": "csv", "verb": "export"})

    assert page.status_code == 422
    assert "Un filtre de cette liste n’existe plus" in page.text
    assert not ExportJob.objects.exists()


def test_a_list_whose_filter_is_deleted_before_the_export_is_not_exported(world: factories.World) -> None:
    dossier(world, title="Scierie du Houlme")

    job = built(world.edition, world.organiser, query="department=Orne", columns=["reference"])

    assert job.state == ExportJob.State.FAILED
    assert "Un filtre de la liste demandée n’existe plus" in job.error
