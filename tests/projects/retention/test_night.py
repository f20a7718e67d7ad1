"""A month after it was announced, what was kept long enough goes: drafts whole, of others all but the counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models as fields
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.files.erasing import _list_files, list_folders
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.actions import attach_file
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from coaching.models import Blocker
from programmes.actions.editions import silence_edition
from programmes.models import Organisation
from projects import models
from projects.application.enums import ApplicationState
from projects.models import Application, Participation, PlannedErasure, Project, RetentionRule
from projects.retention.actions import planned
from projects.retention.actions.erasing import EMPTIED, REMOVED
from projects.retention.actions.planned import announce_due, change_rule, erase_due, postpone
from tests import factories
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.pdfs import PDF
from tests.support.retention import announce, closed_edition, night_of, pass_nights, written_then
from tests.support.rooms import typed

pytestmark = pytest.mark.django_db
REFUSED = ApplicationState.NOT_SELECTED


def list_stored() -> list[str]:
    return [name for folder in list_folders() for name in _list_files(folder)]


def refuse(edition: Any, **columns: Any) -> Application:
    return written_then(factories.application(edition, state=REFUSED, **columns))


def test_a_draft_goes_with_its_file_its_people_and_what_was_written_to_them(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    edition = factories.edition(form=full_form())
    draft = complete_draft(edition, at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        upload = SimpleUploadedFile("plan.pdf", PDF)
        attach_file(sheet=draft.sheet, key="attachments", upload=upload, actor=lead(draft), at=timezone.now())
    then = timezone.now() - timedelta(days=100)
    type(edition.call).objects.update(opens_at=then - timedelta(days=9), closes_at=then)
    draft.call.refresh_from_db()
    written_then(draft)
    plan = announce()

    with django_capture_on_commit_callbacks(execute=True):
        assert pass_nights(plan) == 1

    for model in (Application, Project, AnswerSheet, Answer, Attachment, OutgoingMail):
        assert model.objects.count() == 0, model
    assert list_stored() == []
    person = User.objects.get()
    assert (person.is_active, person.name, person.email) == (False, "", f"{person.pk}@erased.invalid")


def test_a_refused_dossier_keeps_its_figures_and_no_personal_data() -> None:
    edition = closed_edition(months_ago=25)
    refused = refuse(edition, score=61, holder_name="Maëlle Ravenel", title="Un quai connecté")
    juror = factories.user("Une jurée")
    write_review(refused, juror)
    models.Decision.objects.create(
        application=refused,
        outcome="not_selected",
        reason="Trop tôt.",
        decided_by=juror,
        decided_at=timezone.now(),
    )
    models.Note.objects.create(application=refused, author=juror, text="Rappeler Maëlle", at=timezone.now())
    holder, reference = lead(refused), refused.reference

    assert pass_nights(announce()) == 1

    left = Application.objects.get()
    assert (left.reference, left.state, left.profile, left.department, left.score) == (
        reference, REFUSED, "internal_project", "Calvados", 61,
    )  # fmt: skip
    assert (left.title, left.holder_name, left.structure_name) == (reference, "", "")
    assert left.decision.outcome == "not_selected"
    everything = " ".join(
        str(value)
        for model in (Application, Project, models.Review, models.Score, models.Decision, models.Note, Answer)
        for row in model.objects.values_list()
        for value in row
    )
    assert [word for word in ("Maëlle", "quai", "Trop tôt", "pour le comité") if word in everything] == []
    assert not User.objects.filter(pk=holder.pk).exists()
    assert not Organisation.objects.exists()


def write_review(application: Application, juror: User) -> None:
    now = timezone.now()
    review = models.Review.objects.create(
        application=application,
        reviewer=juror,
        committee_comment="pour le comité",
        private_note="Maëlle hésite",
        started_at=now,
        saved_at=now,
    )
    criterion = application.call.edition.criteria.first()
    models.Score.objects.create(review=review, criterion=criterion, level=2, comment="un quai, vraiment ?")


def test_mails_about_a_dossier_or_to_its_holder_go_and_no_other() -> None:
    edition = closed_edition(months_ago=25)
    refused = refuse(edition, reference="TN-100")
    holder = lead(refused)
    for key, text, person in (
        ("of the hundredth", f"Le dossier {refused.reference}.", None),
        ("of the thousandth", f"Le dossier {refused.reference}0.", None),
        ("to its holder", "12345678", holder),
    ):
        OutgoingMail.objects.create(
            dedupe_key=key, scope=edition.scope, to_email=person.email if person else "a@x.test", user=person,
            subject=key, text=text, message_id=key, created_at=timezone.now(), due_at=timezone.now(),
        )  # fmt: skip
    plan = announce()

    pass_nights(plan)

    subjects = OutgoingMail.objects.exclude(to_email="").values_list("subject", flat=True)
    assert [subject for subject in subjects if subject.startswith(("of the", "to its"))] == [
        "of the thousandth"
    ]


def test_only_dossiers_that_were_not_selected_are_erased() -> None:
    edition = closed_edition(months_ago=30)
    staying = [
        factories.participation(edition).project.application,
        factories.application(edition, state="selected"),
    ]
    gone = [
        factories.application(edition, state=state)
        for state in ("ineligible", "reserve", "declined", "withdrawn", "under_review")
    ]
    for application in (*staying, *gone):
        written_then(application)

    assert pass_nights(announce()) == len(gone)

    assert set(Application.objects.filter(anonymised_at=None)) == set(staying)


def test_a_place_that_was_given_up_keeps_that_it_was_and_nothing_of_its_room() -> None:
    edition = closed_edition(months_ago=30)
    place = factories.participation(edition, state="declined")
    Participation.objects.filter(pk=place.pk).update(decline_reason="Maëlle part")
    Application.objects.filter(project=place.project).update(state="declined")
    written_then(place.project.application)
    Blocker.objects.create(participation=place, text="La direction", **typed())

    pass_nights(announce())

    place.refresh_from_db()
    assert (place.decline_reason, place.is_declined) == ("", True)
    assert not Blocker.objects.exists()


def test_nothing_is_erased_before_it_was_announced_for_a_month() -> None:
    refuse(closed_edition(months_ago=60))
    now = timezone.now()

    assert erase_due(at=now) == 0
    plan = announce(at=now)
    assert plan.announced_for == timezone.localdate(now) + timedelta(days=30)
    assert erase_due(at=now + timedelta(days=29)) == 0
    assert erase_due(at=now + timedelta(days=30)) == 1


def test_the_nightly_job_can_run_again_and_resumes_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edition = closed_edition(months_ago=25)
    for _each in range(3):
        refuse(edition)
    plan = announce()
    monkeypatch.setattr(planned, "AT_ONCE", 2)
    batches = []
    erase_batch = planned._erase_batch

    def stop_after_one(*args: Any) -> int:
        if batches:
            raise KeyboardInterrupt
        batches.append(args)
        return erase_batch(*args)

    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr(planned, "_erase_batch", stop_after_one)
        pass_nights(plan)
    assert Application.objects.exclude(anonymised_at=None).count() == 2

    assert (pass_nights(plan), pass_nights(plan)) == (1, 0)
    counts = (
        AuditEntry.objects.filter(verb="anonymise_applications").order_by("pk").values_list("data", flat=True)
    )
    assert list(counts) == [{"count": 2}, {"count": 1}]
    assert PlannedErasure.objects.get().erased == 3


def test_a_dossier_that_cannot_go_holds_nobody_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    edition = closed_edition(months_ago=25)
    stuck, other = refuse(edition), refuse(edition)
    plan = announce()
    act = planned.erase_dossier

    def fail(*, application: Application, at: Any) -> None:
        if application == stuck:
            raise RuntimeError
        act(application=application, at=at)

    with monkeypatch.context() as broken:
        broken.setattr(planned, "erase_dossier", fail)
        assert pass_nights(plan) == 1
    assert "outlives its time" in caplog.text
    other.refresh_from_db()
    assert other.anonymised_at

    assert pass_nights(plan) == 1


def test_a_draft_written_in_since_waits_for_another_announcement() -> None:
    draft = written_then(factories.application(closed_edition(months_ago=4), state="draft"))
    plan = announce()
    AnswerSheet.objects.filter(pk=draft.sheet_id).update(saved_at=timezone.now() + timedelta(days=3))

    assert pass_nights(plan) == 0
    assert Application.objects.filter(pk=draft.pk).exists()


def test_a_postponed_erasure_is_announced_again() -> None:
    edition = closed_edition(months_ago=25)
    refuse(edition)
    organiser = factories.role(edition, "organiser")
    plan = announce()
    until = plan.announced_for + timedelta(days=90)

    postpone(
        edition=edition, kind=plan.kind, until=until, reason="Un recours", actor=organiser, at=timezone.now()
    )

    assert pass_nights(plan) == 0
    announce_due(at=night_of(until - timedelta(days=31)))
    assert PlannedErasure.objects.get().announced_for is None
    again = announce(at=night_of(until - timedelta(days=30)))
    assert (again.announced_for, pass_nights(again)) == (until, 1)


def test_a_longer_term_cancels_an_announced_erasure() -> None:
    edition = closed_edition(months_ago=25)
    refuse(edition)
    plan = announce()
    RetentionRule.objects.create(edition=edition, unselected_months=60)

    assert pass_nights(plan) == 0


@pytest.mark.parametrize("change", ["term", "day", "silence"])
def test_a_night_that_has_begun_stops_once_the_rest_is_kept_longer(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    edition = closed_edition(months_ago=25)
    refuse(edition)
    refuse(edition)
    organiser = factories.role(edition, "organiser")
    plan = announce()
    later = plan.announced_for + timedelta(days=90)
    changes = {
        "term": lambda: change_rule(
            rule=RetentionRule(edition=edition, unselected_months=60), actor=organiser, at=timezone.now()
        ),
        "day": lambda: postpone(
            edition=edition,
            kind=plan.kind,
            until=later,
            reason="Un recours",
            actor=organiser,
            at=timezone.now(),
        ),
        "silence": lambda: silence_edition(edition=edition, actor=organiser, at=timezone.now()),
    }
    erase_batch = planned._erase_batch

    def change_after_one(*args: Any) -> int:
        erased = erase_batch(*args)
        changes.pop(change, lambda: None)()
        return erased

    monkeypatch.setattr(planned, "AT_ONCE", 1)
    monkeypatch.setattr(planned, "_erase_batch", change_after_one)

    assert pass_nights(plan) == 1
    assert Application.objects.filter(anonymised_at=None).count() == 1


def test_an_edition_of_the_past_erases_nothing_by_itself() -> None:
    edition = closed_edition(months_ago=60)
    refuse(edition)
    type(edition).objects.update(silent=True)

    assert announce_due(at=timezone.now()) == 0


def test_a_person_who_holds_or_signed_something_elsewhere_keeps_their_account_and_it_keeps_its_author() -> (
    None
):
    edition = closed_edition(months_ago=25)
    holder = lead(refuse(edition))
    other_holder = lead(refuse(edition))
    factories.application(factories.edition(), holder=other_holder)
    place = factories.participation(factories.edition())
    written = Blocker.objects.create(participation=place, text="La direction", **typed(created_by=holder))

    pass_nights(announce())

    written.refresh_from_db()
    holder.refresh_from_db()
    other_holder.refresh_from_db()
    assert (written.created_by, holder.is_active) == (holder, True)
    assert (other_holder.is_active, bool(other_holder.name)) == (True, True)


COUNTED = {
    "Application": {"reference", "state", "profile", "department", "timing", "title", "structure_name",
                    "holder_name", "content_hash"},
    "Project": {"title", "summary"},
    "Review": {"state"},
    "ReviewAssignment": {"because"},
    "Decision": {"outcome"},
    "PendingDecision": {"outcome"},
    "Objection": {"block"},
    "AgendaItem": {"block"},
    "Vote": {"choice"},
    "Meeting": {"adjourned_because"},
    "Participation": {"state"},
    "PlannedDuty": {"change"},
    "Recusal": {"effect"},
    "LinkDeclaration": {"answer", "effect"},
}  # fmt: skip
"""Columns of text that stay, or that the action writes by name."""


def test_every_text_column_of_a_dossier_is_erased_or_listed() -> None:
    """A row or a column that is added must say what becomes of it."""
    gone = set(REMOVED) | {models.DuplicateKey, models.Duplicate}
    owners = [Application, Project, models.Review, *[
        relation.related_model
        for owner in (Application, Project, models.Review)
        for relation in owner._meta.get_fields(include_hidden=True)
        if isinstance(relation, fields.ManyToOneRel) and relation.related_model.__module__.startswith("projects.")
    ]]  # fmt: skip
    texts = (fields.CharField, fields.TextField, fields.JSONField)
    forgotten = {
        f"{model.__name__}.{field.name}"
        for model in owners
        if model not in gone and not model._meta.auto_created
        for field in model._meta.concrete_fields
        if isinstance(field, texts)
        and field.name not in COUNTED.get(model.__name__, set())
        and field.name not in EMPTIED.get(model, ("", {}))[1]
    }

    assert forgotten - {"Project.slug", "PlannedDuty.change"} == set(), (
        "Say what becomes of it: in REMOVED or EMPTIED of projects/retention/actions/erasing.py, or here in COUNTED."
    )
