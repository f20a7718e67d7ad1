"""The questions of a survey: read before it is made, changed until it opens, settled afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.questionnaires import builder
from coaching.models import Survey
from coaching.surveys import defaults
from coaching.surveys.actions import questions as actions
from coaching.surveys.actions import survey as surveys
from coaching.surveys.enums import SurveyKind
from tests import factories
from tests.factories import World
from tests.support.synthesis import synthesis_survey

pytestmark = pytest.mark.django_db
NOW = timezone.now


def coming_debrief(world: World) -> Survey:
    """It opens tomorrow."""
    form = builder.publish(defaults.DEBRIEF, name="Débrief", at=NOW())
    tomorrow = NOW() + timedelta(days=1)
    return synthesis_survey(
        world.edition, kind=SurveyKind.DEBRIEF, form=form, opens_at=tomorrow, sent_out_at=None
    )


def page(world: World) -> str:
    return reverse("coaching:survey_questions", args=[world.edition.slug, "debrief"])


def draft_question(survey: Survey, key: str) -> Any:
    survey.refresh_from_db()
    assert survey.draft_form is not None
    return survey.draft_form.questions.get(key=key)


def test_the_questions_are_read_before_the_survey_is_made(as_user: Any) -> None:
    world = factories.edition_with()

    text = as_user(world.organiser).get(page(world)).text

    assert "Un mot pour partir" in text
    assert "Fixez d’abord les dates" in text


def test_words_order_and_questions_change_in_a_draft_until_it_is_published(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    survey, organiser = coming_debrief(world), as_user(world.organiser)
    surveys.send_links(survey=survey, actor=world.organiser, at=NOW())
    organiser.post(page(world), {"do": "start"})
    pace = draft_question(survey, "pace")

    organiser.post(page(world), {"do": f"up:{pace.pk}"})
    organiser.post(page(world), {"do": f"remove:{draft_question(survey, 'one_word').pk}"})
    address = reverse("coaching:survey_question", args=[world.edition.slug, "debrief", pace.pk])
    words = {"label_fr": "Le rythme des deux jours", "label_en": "The pace of both days", "required": "on"}
    kept = {"kind": "single", "audience": "jury", "choices_text": "Lent\nRapide"}
    assert "Le rythme" in organiser.get(address).text
    organiser.post(address, {**words, **kept})
    section = pace.section_id
    added = reverse("coaching:new_survey_question", args=[world.edition.slug, "debrief", section])
    organiser.post(
        added, {"kind": "short_text", "label_fr": "Qui inviter la prochaine fois ?", "audience": "jury"}
    )

    asked = set(survey.form.questions.values_list("key", flat=True))
    assert "one_word" in asked  # nothing changes for anybody before it is published
    organiser.post(page(world), {"do": "publish"})

    survey.refresh_from_db()
    keys = list(survey.form.questions.order_by("section__position", "position").values_list("key", flat=True))
    assert survey.draft_form is None
    assert "one_word" not in keys
    assert keys.index("pace") == keys.index("coaching") - 1
    assert survey.form.questions.get(key="pace").label_fr == "Le rythme des deux jours"
    assert survey.form.questions.filter(label_fr="Qui inviter la prochaine fois ?").exists()
    assert survey.invitations.get().sheet.revision_id == survey.form_id  # a link that left leads to them
    assert AuditEntry.objects.filter(verb="publish_survey_form", actor=world.organiser).count() == 1


def test_a_question_taken_out_comes_back_ready_made(as_user: Any) -> None:
    world = factories.edition_with()
    survey, organiser = coming_debrief(world), as_user(world.organiser)
    organiser.post(page(world), {"do": "start"})
    organiser.post(page(world), {"do": f"remove:{draft_question(survey, 'learnt').pk}"})

    organiser.post(page(world), {"do": "ready", "ready": "learnt"})
    organiser.post(page(world), {"do": "ready", "ready": "learnt"})

    assert draft_question(survey, "learnt").label_fr == "Ce que j’ai appris"


def test_a_consent_stays_and_only_its_words_change(as_user: Any) -> None:
    world = factories.edition_with()
    survey, organiser = coming_debrief(world), as_user(world.organiser)
    organiser.post(page(world), {"do": "start"})
    quote = draft_question(survey, "quote")
    address = reverse("coaching:survey_question", args=[world.edition.slug, "debrief", quote.pk])

    refused = organiser.post(page(world), {"do": f"remove:{quote.pk}"}, follow=True)
    organiser.post(address, {"label_fr": "Peut-on vous citer ?", "kind": "yes_no"})

    changed = draft_question(survey, "quote")
    assert "Cet accord reste" in refused.text
    assert (changed.label_fr, changed.kind, changed.required) == ("Peut-on vous citer ?", "single", True)


def test_once_the_survey_is_open_its_questions_are_settled(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    survey, organiser = coming_debrief(world), as_user(world.organiser)
    surveys.send_links(survey=survey, actor=world.organiser, at=NOW())
    actions.start_questions(survey=survey, actor=world.organiser, at=NOW())
    Survey.objects.update(opens_at=NOW() - timedelta(minutes=1))
    form = survey.form_id

    shown = organiser.get(page(world)).text
    refused = organiser.post(page(world), {"do": "publish"}, follow=True).text

    assert "ses questions ne changent plus" in shown
    assert "Publier ces questions" not in shown
    assert "ses questions ne changent plus" in refused
    survey.refresh_from_db()
    assert survey.form_id == form
