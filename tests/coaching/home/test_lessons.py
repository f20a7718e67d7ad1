"""What an edition suggests for the next one, counted on its rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.home.organiser.lessons import list_lessons
from coaching.models import Commitment, Need, Stance, SupportDecision
from coaching.surveys.enums import SurveyKind
from projects.application.enums import ApplicationState
from tests import factories
from tests.support.letters import ClosedTable
from tests.support.synthesis import invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def texts(edition: Any) -> list[str]:
    return [f"{lesson.figure} {lesson.text}".replace("\xa0", " ") for lesson in list_lessons(edition)]


def test_an_optional_question_that_dossiers_leave_blank_is_reported_with_its_share() -> None:
    world = factories.edition_with()
    form = factories.published_form(
        {"key": "title", "kind": "short_text", "required": True},
        {"key": "site", "kind": "short_text", "label_fr": "Votre site"},
        {
            "key": "other",
            "kind": "short_text",
            "label_fr": "Autre chose",
            "show_if": {"key": "site", "is": "x"},
        },
    )
    world.edition.call.form = form
    world.edition.call.save()
    for number in range(5):
        application = factories.application(world.edition, state=ApplicationState.SUBMITTED)
        application.sheet = factories.sheet(form, **({"site": "a.test"} if number < 3 else {"site": ""}))
        application.save()
    factories.application(world.edition, state=ApplicationState.DRAFT)

    assert texts(world.edition) == ["40 % question 2 laissée vide, sur 5 dossiers : « Votre site »"]


def test_four_dossiers_say_nothing_of_a_question() -> None:
    world = factories.edition_with(applications=4)

    assert texts(world.edition) == []


def test_what_was_missing_is_counted_and_its_words_stay_where_they_are_read() -> None:
    world = factories.edition_with(participations=11)
    over = timezone.now() - timedelta(minutes=1)
    survey = synthesis_survey(world.edition, kind=SurveyKind.DEBRIEF, closes_at=over)
    survey.form = factories.published_form(
        {"key": "was_missing", "kind": "long_text"}, {"key": "share_with_partners", "kind": "yes_no"}
    )
    survey.save()
    listed = []
    for number, place in enumerate(world.participations, start=1):
        words = "Du temps, et un secret" if number <= 6 else ""
        invitation(survey, place, was_missing=words, share_with_partners=True)
        listed += [(number, *texts(world.edition))] if number in (4, 5, 8, 11) else []

    assert listed == [  # neither under five who say something, nor under five who do not
        (4,),
        (5, "5 personnes sur 5 disent, au débrief, ce qui a manqué"),
        (8,),
        (11, "6 personnes sur 11 disent, au débrief, ce qui a manqué"),
    ]


def test_schemes_that_nobody_named_and_needs_without_support_are_reported(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    asked, unasked = factories.scheme(world.edition, "Fact"), factories.scheme(world.edition, "Prêt")
    factories.scheme(world.edition, "Retiré", archived_at=timezone.now())
    needs = [passed_need(world, sentence) for sentence in ("Un conseil", "Un prêt")]
    assert texts(world.edition) == ["2 besoins transmis sur 2 n’ont pas trouvé d’appui"]
    body = factories.organisation()
    common = {"saved_at": timezone.now(), "scheme": asked}
    Stance.objects.create(need=needs[0], organisation=body, kind="lead", **common)
    SupportDecision.objects.create(
        need=needs[0], outcome="agreed", lead=body, decided_at=timezone.now(), **common
    )

    page = as_user(world.organiser).get(reverse("coaching:manage_lessons", args=[world.edition.slug])).text

    assert texts(world.edition) == [
        "1 besoin transmis sur 2 n’a pas trouvé d’appui",
        f"1 dispositif jamais demandé : {unasked}",
    ]
    assert reverse("programmes:manage_schemes", args=[world.edition.slug]) in page


def passed_need(world: factories.World, sentence: str) -> Need:
    return Need.objects.create(
        participation=world.participations[0],
        sentence=sentence,
        is_shared=True,
        created_at=timezone.now(),
        saved_at=timezone.now(),
    )


def test_a_survey_that_few_answered_is_reported_once_it_is_over() -> None:
    world = factories.edition_with(participations=6)
    survey = synthesis_survey(world.edition)
    for number, place in enumerate(world.participations):
        made = invitation(survey, place, share_with_partners=True)
        if number > 1:
            made.state, made.sent_at = "to_do", None
            made.save()
    assert not any("ont répondu" in text for text in texts(world.edition))

    survey.opens_at, survey.closes_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=1)
    survey.save()

    assert "2 sur 6 projets ont répondu : « fichier de synthèse »" in texts(world.edition)


def test_a_commitment_that_no_nudge_woke_is_reported() -> None:
    table = ClosedTable()
    table.commit()
    Commitment.objects.update(moved_at=timezone.now() - timedelta(days=60))
    listed = [text for text in texts(table.edition) if "engagement" in text]
    assert listed == ["1 engagement n’a pas bougé depuis 45 jours, malgré les relances"]
