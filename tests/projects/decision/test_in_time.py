"""What is done too early or too late: announcing while something is ahead, giving dossiers once reviews are closed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import AnnouncedTooEarly
from projects.decision.enums import Outcome
from projects.decision.queries.decisions import ahead_of_announcement
from projects.models import ReviewAssignment
from projects.review.actions.assignment import AssignmentRefused, apply_proposal, assign, propose_for
from tests.factories import edition_with

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def decided(**fields):
    world = edition_with(reviewers=1, applications=1, **fields)
    now = timezone.now()
    decide(application=world.applications[0], outcome=Outcome.SELECTED, actor=world.organiser, at=now)
    return world


@pytest.mark.parametrize(
    ("dates", "beginning"),
    [
        ({"closes_at": DAY, "reviews_due_at": None}, "L’appel est ouvert"),
        ({"closes_at": -DAY, "reviews_due_at": DAY}, "1 évaluation peut encore arriver"),
        ({"closes_at": -DAY, "reviews_due_at": None, "committee_meets_at": DAY}, "Le comité se réunit"),
    ],
)
def test_announcing_before_what_it_rests_on_takes_a_written_reason(dates, beginning) -> None:
    now = timezone.now()
    world = decided(**{name: value if value is None else now + value for name, value in dates.items()})

    with pytest.raises(AnnouncedTooEarly) as refused:
        announce(edition=world.edition, early_reason="  ", actor=world.organiser, at=now)
    assert [sentence for sentence in refused.value.ahead if sentence.startswith(beginning)]
    assert not OutgoingMail.objects.filter(template__startswith="projects/decision/decision_").exists()

    announce(edition=world.edition, early_reason="La salle est à réserver", actor=world.organiser, at=now)
    assert AuditEntry.objects.get(verb="announce").data["reason"] == "La salle est à réserver"


def test_once_everything_is_behind_nothing_is_asked(as_user) -> None:
    now = timezone.now()
    world = decided(closes_at=now - 3 * DAY, reviews_due_at=now - 2 * DAY, committee_meets_at=now - DAY)

    assert ahead_of_announcement(world.edition, now) == []
    page = as_user(world.organiser).get(reverse("projects:announce", args=[world.edition.slug]))
    assert "early_reason" not in page.text
    assert announce(edition=world.edition, actor=world.organiser, at=now) == 1


def test_the_page_says_what_is_ahead_and_keeps_the_reason(as_user) -> None:
    world = decided()
    client, address = as_user(world.organiser), reverse("projects:announce", args=[world.edition.slug])

    assert "L’appel est ouvert" in client.get(address).text
    assert "demande une raison écrite" in client.post(address, follow=True).text
    client.post(address, {"early_reason": "Accord du comité"})

    assert AuditEntry.objects.get(verb="announce").data["reason"] == "Accord du comité"


def test_no_dossier_is_given_once_reviews_are_closed(as_user) -> None:
    now = timezone.now()
    world = edition_with(reviewers=1, applications=1, assigned=False, reviews_due_at=now - DAY)
    digest = propose_for(world.edition).digest

    with pytest.raises(AssignmentRefused, match="repoussez cette date"):
        assign(application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=now)
    with pytest.raises(AssignmentRefused, match="repoussez cette date"):
        apply_proposal(edition=world.edition, digest=digest, actor=world.organiser, at=now)

    assert not ReviewAssignment.objects.exists()
    client = as_user(world.organiser)
    for name in ("manage_assignment", "assignment_proposal"):
        page = client.get(reverse(f"projects:{name}", args=[world.edition.slug])).text
        assert "Les évaluations sont closes" in page
        assert "#id_reviews_due_at" in page


def test_a_selected_project_reads_until_when_its_answer_is_awaited() -> None:
    now = timezone.now()
    world = decided(closes_at=now - DAY, reviews_due_at=None, answers_due_on=date(2027, 3, 4))

    announce(edition=world.edition, actor=world.organiser, at=now)

    mail = OutgoingMail.objects.get(template="projects/decision/decision_selected")
    assert "d’ici le jeudi 4 mars 2027" in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "sinon la place passe à la réserve" in mail.text
