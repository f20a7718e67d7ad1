"""From which day a dossier goes, that nothing is left of it, and what a page posted meanwhile says."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import AnswerSheet
from accelerator.questionnaires.owners import list_owning_fields
from programmes.models import Edition
from projects.application.actions import answers, submission
from projects.application.enums import ApplicationState
from projects.history.models import PastProject
from projects.members import actions as members
from projects.models import Application, ErasureKind, ProjectInvitation
from projects.retention.actions.erasing import erase_dossier, erase_on_request, lock_dossier
from projects.retention.queries import Outlook, read_outlooks
from tests import factories
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.retention import written_then
from tests.support.types import BuildOnce
from tests.visibility.building import build
from tests.visibility.walk import CANARY
from tests.visibility.world import World

pytestmark = pytest.mark.django_db
SIGNED = ("coaching.MeetingMinutes", "coaching.SynthesisReport")
"""Documents of the edition that were approved or built with it: they stay as they were read."""
NAMES = ["confirmed", "discreet", "submitted", "refused", "waiting", "incomplete", "draft"]


@pytest.fixture(scope="module")
def built(build_once: BuildOnce) -> World:
    return build_once(build)


@pytest.fixture
def world(built: World, db: None) -> World:
    # those that the factories made and the world replaced
    owned = {
        pk
        for field in list_owning_fields()
        for pk in field.model._base_manager.values_list(field.attname, flat=True)
    }
    AnswerSheet.objects.exclude(pk__in=owned - {None}).delete()
    return built


def read_rows() -> list[str]:
    """Every text of every table, a row each."""
    texts = (models.CharField, models.TextField, models.JSONField, models.FileField)
    return [
        f"{model._meta.label} {row}".lower()
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.label.startswith(SIGNED)
        for names in [[field.attname for field in model._meta.concrete_fields if isinstance(field, texts)]]
        for row in (model._base_manager.values_list(*names) if names else ())
    ]


@pytest.mark.parametrize("on_request", [True, False])
def test_no_text_of_a_dossier_that_goes_is_left(world: World, on_request: bool) -> None:
    # scores stay, in the minutes of the committee too; any hash may contain the digits of a rank
    canaries = [canary for canary in world.canaries.values() if CANARY.fullmatch(canary.text)]
    others = [canary.text for canary in canaries if canary.dossier == "b.confirmed"]
    first = before = read_rows()

    for name in NAMES:
        texts = [canary.text for canary in canaries if canary.dossier == f"a.{name}"]
        locked = lock_dossier(world.dossiers[f"a.{name}"])
        assert locked
        assert [row for row in before if any(text in row for text in texts)], name

        erase_dossier(application=locked, at=timezone.now(), on_request=on_request)

        before = read_rows()
        assert [row for row in before if any(text in row for text in texts)] == []
    assert [row for row in first if any(text in row for text in others)] == [
        row for row in before if any(text in row for text in others)
    ]


TYPED = "Un quai où l’équipe décide"
POSTS: list[tuple[str, list[Any], dict[str, str], Any, str]] = [
    ("application_review_and_submit", [], {"rules": "on", "rules_version": "1"}, submission, "submit_application"),
    ("application_form", [2], {"q_title": TYPED}, answers, "save_step"),
    ("application_withdraw", [], {"reason": TYPED}, submission, "withdraw_application"),
]  # fmt: skip


@pytest.fixture
def draft() -> Application:
    return complete_draft(factories.edition(form=full_form()), at=timezone.now())


def erase_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, draft: Application) -> None:
    """The page has looked at the dossier; it goes before the action does."""
    act: Callable[..., Any] = getattr(module, name)
    organiser = factories.role(draft.call.edition, "organiser")

    def too_late(**given: Any) -> Any:
        erase_on_request(application=draft, reason="Demande", actor=organiser, at=timezone.now())
        return act(**given)

    monkeypatch.setattr(module, name, too_late)


@pytest.mark.parametrize(("page", "more", "typed", "module", "name"), POSTS)
def test_a_person_who_holds_it_reads_that_it_was_erased_and_what_they_typed(
    page, more, typed, module, name, draft, as_user, monkeypatch
) -> None:
    holder = lead(draft)
    browser = as_user(holder)
    erase_before(monkeypatch, module, name, draft)

    answer = browser.post(reverse(f"projects:{page}", args=[draft.reference, *more]), typed)

    text = html.unescape(answer.text)
    assert (answer.status_code, "Ce dossier vient d’être effacé" in text) == (404, True)
    assert (TYPED in text) is (TYPED in typed.values())
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.filter(to_email=holder.email).exists()


def test_nobody_is_invited_to_a_dossier_that_is_gone(draft, as_user, monkeypatch) -> None:
    browser = as_user(lead(draft))
    erase_before(monkeypatch, members, "invite_member", draft)

    answer = browser.post(
        reverse("projects:team", args=[draft.reference]), {"email": "jo@exemple.test", "rights": "edit"}
    )

    assert answer.status_code == 404
    assert not ProjectInvitation.objects.exists()
    assert not OutgoingMail.objects.exists()


CLOSED = datetime(2024, 1, 31, 12, tzinfo=ZoneInfo("Europe/Paris"))
SESSION = date(2024, 4, 10)


def ended_edition(**columns: Any) -> Edition:
    """The call closed in January, the session was in April."""
    return factories.edition(
        published_at=CLOSED - timedelta(days=40),
        opens_at=CLOSED - timedelta(days=30),
        closes_at=CLOSED,
        **{"session_starts_on": SESSION, "session_ends_on": SESSION, **columns},
    )


def look_at(edition: Any, kind: ErasureKind) -> Outlook:
    """On the day the call closed."""
    return next(outlook for outlook in read_outlooks(edition, at=CLOSED) if outlook.kind == kind)


def test_dossiers_not_selected_are_stored_two_years_from_the_end_of_the_edition() -> None:
    for columns, due_on in (
        ({}, date(2026, 4, 10)),
        ({"closes_on": date(2025, 6, 30)}, date(2027, 6, 30)),
        ({"session_starts_on": None, "session_ends_on": None}, date(2026, 1, 31)),
    ):
        assert look_at(ended_edition(**columns), ErasureKind.UNSELECTED).due_on == due_on


def test_selected_dossiers_are_stored_two_years_from_the_end_of_the_follow_up() -> None:
    for columns, due_on in (
        ({}, date(2027, 4, 10)),
        ({"closes_on": date(2025, 6, 30)}, date(2027, 6, 30)),
    ):
        assert look_at(ended_edition(**columns), ErasureKind.SELECTED).due_on == due_on


def test_a_draft_is_kept_three_months_from_the_day_it_was_last_written_in() -> None:
    edition = ended_edition()
    draft = written_then(factories.application(edition, state=ApplicationState.DRAFT))
    assert look_at(edition, ErasureKind.DRAFTS).due_on == date(2024, 4, 30)

    type(draft.sheet).objects.update(saved_at=CLOSED + timedelta(days=20))

    assert look_at(edition, ErasureKind.DRAFTS).due_on == date(2024, 5, 20)


def test_a_project_that_was_entered_of_the_past_names_nobody_and_stays() -> None:
    edition = ended_edition()
    for _number in range(2):
        stored = written_then(factories.application(edition, state=ApplicationState.CONFIRMED))
    PastProject.objects.create(project=stored.project, entered_at=CLOSED)

    assert look_at(edition, ErasureKind.SELECTED).count == 1


def test_the_day_that_stands_for_an_end_that_nobody_set_is_named() -> None:
    for kind, counted_from in (
        (ErasureKind.UNSELECTED, date(2024, 4, 10)),
        (ErasureKind.SELECTED, date(2025, 4, 10)),
        (ErasureKind.DRAFTS, None),
    ):
        assert look_at(ended_edition(), kind).counted_from == counted_from
        assert look_at(ended_edition(closes_on=date(2025, 6, 30)), kind).counted_from is None
