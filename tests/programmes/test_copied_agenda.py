"""Old dates in an agenda and in surveys that were taken over: named as those of the call are, and replaced in place."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from coaching.models import Session, SessionDay, Slot, Survey
from programmes.actions.copied_texts import replace_mention
from programmes.actions.editions import create_edition
from programmes.copied_texts import CopiedMention, open_mentions
from programmes.enums import ClonedPart
from programmes.models import Edition
from tests.factories import World, edition_with, published_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def cloned() -> World:
    """The agenda and the debrief of 2025, taken over a year later."""
    world = edition_with(
        name="Normandie 2025", session_starts_on=date(2025, 6, 12), session_ends_on=date(2025, 6, 13)
    )
    session, _made = Session.objects.get_or_create(edition=world.edition)
    day, _made = SessionDay.objects.get_or_create(session=session, date=date(2025, 6, 12))
    Slot.objects.create(
        day=day, starts_at=time(9), ends_at=time(10), title_fr="Accueil", summary_fr="Comme le 12 juin 2025."
    )
    opens = timezone.now() - timedelta(days=300)
    form = published_form({"key": "best", "kind": "short_text", "label_fr": "Votre 12 juin 2025 en un mot ?"})
    common = {
        "kind": "debrief",
        "wave": 0,
        "form": form,
        "opens_at": opens,
        "closes_at": opens + timedelta(days=9),
    }
    Survey.objects.create(edition=world.edition, **common)
    starts = timezone.localdate() + timedelta(days=200)
    fresh = Edition(
        programme=world.edition.programme, name="Bretagne", slug="bretagne", code="B", theme_fr="Le travail",
        session_starts_on=starts, session_ends_on=starts + timedelta(days=1),
    )  # fmt: skip
    made = create_edition(
        edition=fresh, actor=world.organiser, at=timezone.now(), source=world.edition,
        parts={ClonedPart.AGENDA, ClonedPart.SURVEYS},
    )  # fmt: skip
    world.edition = made
    return world


def find(world: World) -> dict[str, CopiedMention]:
    """By the model of the text that holds it."""
    fresh = Edition.objects.select_related("call__form", "cloned_from__call").get(pk=world.edition.pk)
    found = open_mentions(fresh)
    return {str(mention.text.holder._meta.model_name): mention for mention in found}


def replace(world: World, mention: CopiedMention) -> None:
    common = {"words": "11 juin 2027", "actor": world.organiser, "at": timezone.now()}
    replace_mention(edition=world.edition, digest=mention.digest, **common)


def test_old_dates_of_the_agenda_and_of_the_surveys_are_named(cloned: World) -> None:
    found = find(cloned)

    assert found["slot"].mention.words == found["question"].mention.words == "12 juin 2025"
    assert "Accueil" in str(found["slot"].text.label)
    assert "/surveys/debrief/questions/" in found["question"].text.url


def test_they_are_replaced_in_place(cloned: World) -> None:
    found = find(cloned)
    Survey.objects.filter(edition=cloned.edition).update(opens_at=timezone.now() + timedelta(days=1))

    replace(cloned, found["slot"])
    replace(cloned, found["question"])

    slot = Slot.objects.get(day__session__edition=cloned.edition)
    survey = Survey.objects.get(edition=cloned.edition)
    assert (slot.summary_fr, slot.version) == ("Comme le 11 juin 2027.", 2)
    assert survey.form.questions.get(key="best").label_fr == "Votre 11 juin 2027 en un mot ?"
    assert not {"slot", "question"} & set(find(cloned))


def test_a_survey_that_people_answer_is_changed_in_its_own_form(cloned: World) -> None:
    Survey.objects.filter(edition=cloned.edition).update(opens_at=timezone.now() - timedelta(hours=1))

    with pytest.raises(TransitionRefused, match="questions de l’enquête"):
        replace(cloned, find(cloned)["question"])
