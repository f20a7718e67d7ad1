"""Of a project that is anonymised, surveys keep what they count, and no word of its people."""

from typing import Any

import pytest
from django.utils import timezone

from accelerator.questionnaires.models import Answer
from coaching.models import SurveyInvitation
from coaching.surveys.actions.anonymising import NO_WORDS, anonymise_answers
from tests import factories
from tests.support.synthesis import invitation, synthesis_survey

pytestmark = pytest.mark.django_db
OPTIONS = {
    "choices": [{"value": "hr", "label_fr": "Ressources humaines", "label_en": "Human resources"}],
    "other": True,
}
SAID: dict[str, Any] = {
    "body": {"other": "Une Scop"},
    "kinds": ["hr", {"other": "Chez Untel"}],
    "mark": 4,
    "word": "Merci à Untel",
}


def answers_of(sent: SurveyInvitation) -> dict[str, Any]:
    rows = Answer.objects.filter(sheet=sent.sheet)
    return dict(rows.values_list("question__key", "value"))


def test_choices_and_figures_stay_without_a_word_or_a_name() -> None:
    world = factories.edition_with(participations=2)
    form = factories.published_form(
        {"key": "body", "kind": "single", "options": OPTIONS},
        {"key": "kinds", "kind": "multiple", "options": OPTIONS},
        {"key": "mark", "kind": "scale"},
        {"key": "word", "kind": "short_text"},
    )
    survey = synthesis_survey(world.edition, form=form)
    sent, of_another = (invitation(survey, place, **SAID) for place in world.participations)
    SurveyInvitation.objects.update(state="sent", sent_at=timezone.now())
    Answer.objects.update(saved_by=world.organiser)
    nonce = sent.nonce

    anonymise_answers(places=world.participations[:1], attendees=[], at=timezone.now())

    assert answers_of(sent) == {"body": {"other": NO_WORDS}, "kinds": ["hr", {"other": NO_WORDS}], "mark": 4}
    assert not Answer.objects.filter(sheet=sent.sheet).exclude(saved_by=None).exists()
    assert answers_of(of_another) == SAID
    sent.refresh_from_db()
    of_another.refresh_from_db()
    assert (sent.email, sent.shared_with_partners) == ("", False)
    assert sent.revoked_at
    assert sent.nonce != nonce
    assert of_another.email
    assert of_another.revoked_at is None
    assert Answer.objects.filter(sheet=of_another.sheet, saved_by=world.organiser).count() == len(SAID)
