"""What a table of dossiers says of decisions: the outcome, its reason, the rank on the reserve list, the day."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.models import Application, ReviewAssignment
from tests import factories
from tests.support.exchange import built, csv_rows, dossier

pytestmark = pytest.mark.django_db
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
