"""Until when one answers for a place: one date and one sentence, on the page and in every mail."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accelerator.outbox.models import OutgoingMail
from programmes.models import Edition
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.participation import decline, remind
from projects.decision.enums import Outcome
from projects.decision.queries.answers import answer_due_on, describe_answer
from projects.models import Participation
from tests.factories import World, edition_with
from tests.support.reviews import plain
from tests.support.types import AsUser

DECEMBER = 12


def paris(day: int, month: int = DECEMBER) -> datetime:
    return datetime(2026, month, day, 15, tzinfo=timezone.get_default_timezone())


def edition(**dates: Any) -> Edition:
    return Edition(**{"answers_due_on": date(2026, 12, 11), "session_starts_on": date(2027, 1, 14), **dates})


@pytest.mark.parametrize(
    ("offered_at", "due_on"),
    [
        (paris(1), date(2026, 12, 11)),
        (paris(10), date(2026, 12, 15)),
        (paris(15), date(2026, 12, 20)),
        (datetime(2027, 1, 12, 15, tzinfo=timezone.get_default_timezone()), date(2027, 1, 13)),
        (datetime(2027, 1, 14, 15, tzinfo=timezone.get_default_timezone()), date(2027, 1, 14)),
    ],
    ids=["announced", "called at the end", "called later", "before the session", "on the day"],
)
def test_a_reserve_called_late_has_five_days_before_the_session(offered_at: datetime, due_on: date) -> None:
    assert answer_due_on(edition(), offered_at) == due_on


def test_no_date_is_made_up() -> None:
    undated = edition(answers_due_on=None)

    assert answer_due_on(undated, paris(1)) is None
    assert describe_answer(undated, paris(1), paris(2)) == "Répondez dès que vous le savez."


def test_the_sentence_follows_the_date_and_the_language_of_its_reader() -> None:
    answer = describe_answer(edition(), paris(1), paris(11))

    assert (
        plain(str(answer))
        == "Répondez d’ici le vendredi 11 décembre 2026, sinon la place passe à la réserve."
    )
    with translation.override("en"):
        assert plain(str(answer)) == (
            "Answer by Friday 11 December 2026, or the place goes to the reserve list."
        )
    assert "était attendue d’ici le vendredi 11" in plain(
        str(describe_answer(edition(), paris(1), paris(12)))
    )


# --- read by the projects ---


def announced_world() -> World:
    """The first project is selected, the others wait on the reserve list; answers are due in eight days."""
    at = timezone.now()
    world = edition_with(
        applications=2,
        places=1,
        answers_due_on=timezone.localdate(at) + timedelta(days=8),
        session_starts_on=timezone.localdate(at) + timedelta(days=40),
    )
    for number, application in enumerate(world.applications):
        outcome = Outcome.RESERVE if number else Outcome.SELECTED
        decide(application=application, outcome=outcome, actor=world.organiser, at=at)
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=at)
    return world


def mail_text(template: str) -> str:
    return plain(OutgoingMail.objects.get(template=f"projects/decision/{template}").text)


@pytest.mark.django_db
def test_page_home_and_mails_write_the_same_sentence(as_user: AsUser) -> None:
    world = announced_world()
    place, at = Participation.objects.select_related("edition").get(), timezone.now()
    sentence = plain(str(describe_answer(place.edition, place.offered_at, at)))
    remind(participation=place, actor=world.organiser, at=at)
    holder = as_user(world.applications[0].project.find_lead())
    page = reverse("projects:participation", args=[world.applications[0].reference])

    assert "sinon la place passe à la réserve." in sentence
    assert sentence in plain(holder.get(page).text)
    assert sentence in plain(holder.get("/my/").text)
    assert sentence in mail_text("decision_selected")
    assert sentence in mail_text("confirmation_missing")
    assert "Les projets retenus répondent d’ici le" in mail_text("decision_reserve")


@pytest.mark.django_db
def test_a_reserve_that_is_called_reads_its_own_date() -> None:
    world = announced_world()
    at = timezone.now() + timedelta(days=10)

    decline(participation=Participation.objects.get(), actor=world.applications[0].project.find_lead(), at=at)

    called = Participation.objects.select_related("edition").get(project=world.applications[1].project)
    sentence = plain(str(describe_answer(called.edition, called.offered_at, at)))
    assert sentence in mail_text("reserve_called")
    assert answer_due_on(called.edition, at) == timezone.localdate(at) + timedelta(days=5)


@pytest.mark.django_db
def test_organisers_see_whose_time_is_over(as_user: AsUser) -> None:
    world = announced_world()
    url = reverse("projects:announce", args=[world.edition.slug])
    assert "délai passé" not in as_user(world.organiser).get(url).text
    Participation.objects.update(offered_at=timezone.now() - timedelta(days=9))
    Edition.objects.update(answers_due_on=timezone.localdate() - timedelta(days=1))

    page = plain(as_user(world.organiser).get(url).text)

    assert "délai passé" in page
    assert "Un projet n’a pas répondu à temps" in page
