"""From which day each kind of dossiers is kept for so many months."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.history.models import PastProject
from projects.retention.enums import ErasureKind
from projects.retention.queries import Outlook, read_outlooks
from tests import factories
from tests.support.retention import written_then

pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize(
    ("columns", "due_on"),
    [
        ({}, date(2026, 4, 10)),
        ({"closes_on": date(2025, 6, 30)}, date(2027, 6, 30)),
        ({"session_starts_on": None, "session_ends_on": None}, date(2026, 1, 31)),
    ],
    ids=["its session", "the day that organisers gave", "its call, where there is nothing else"],
)
def test_what_was_not_selected_is_kept_two_years_from_the_end_of_the_edition(
    columns: dict[str, Any], due_on: date
) -> None:
    assert look_at(ended_edition(**columns), ErasureKind.UNSELECTED).due_on == due_on


@pytest.mark.parametrize(
    ("columns", "due_on"),
    [({}, date(2027, 4, 10)), ({"closes_on": date(2025, 6, 30)}, date(2027, 6, 30))],
    ids=["a year after the session", "the day that organisers gave"],
)
def test_what_was_selected_is_kept_two_years_from_the_end_of_the_follow_up(
    columns: dict[str, Any], due_on: date
) -> None:
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
        kept = written_then(factories.application(edition, state=ApplicationState.CONFIRMED))
    PastProject.objects.create(project=kept.project, entered_at=CLOSED)

    assert look_at(edition, ErasureKind.SELECTED).count == 1


def test_what_waits_for_a_decision_is_not_called_unselected(as_user) -> None:
    edition = ended_edition()
    organiser = factories.role(edition, "organiser")
    page = reverse("projects:manage_retention", args=[edition.slug])
    factories.application(edition, state="not_selected")
    assert "1 dossier non retenu sera anonymisé" in as_user(organiser).get(page).text.replace("\xa0", " ")

    factories.application(edition, state="under_review")

    text = as_user(organiser).get(page).text.replace("\xa0", " ")
    assert "2 dossiers déposés seront anonymisés." in text
    assert "1 attend encore une décision" in text
    assert "non retenus seront anonymisés" not in text
