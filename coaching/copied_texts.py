"""The texts that coaching copies into the next edition: what its agenda says, and the questions of its surveys."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.questionnaires import builder
from accelerator.transitions import TransitionRefused
from coaching.models import Slot, Survey
from programmes.actions.copied_texts import rewrite_spec
from programmes.copied_texts import CopiedText, list_form_texts
from programmes.models import Edition

SLOT_TEXTS = ("title_fr", "title_en", "summary_fr", "summary_en")
SURVEY_TEXTS = ("title_fr", "title_en")


def list_added_texts(edition: Edition) -> Iterator[CopiedText]:
    """Two queries, and two a survey."""
    slots = Slot.objects.filter(day__session__edition=edition)
    for slot in slots.order_by("day__date", "starts_at", "pk"):
        page = reverse("coaching:session_slot", args=[edition.slug, slot.pk])
        yield from (CopiedText(slot, name, f"{page}#id_{name}", rewrite=_rewrite_slot) for name in SLOT_TEXTS)
    for survey in edition.surveys.select_related("form", "draft_form").order_by("opens_at", "pk"):
        page = reverse("coaching:survey_questions", args=[edition.slug, survey.slug])
        yield from (CopiedText(survey, name, page) for name in SURVEY_TEXTS)
        common = {"of": survey.slug, "rewrite": partial(_rewrite_survey, survey)}
        yield from list_form_texts(survey.draft_form or survey.form, page, **common)


def _rewrite_slot(text: CopiedText, content: str, at: datetime) -> None:
    """A window that is open on it learns so. Side effects: the row."""
    slot = Slot.objects.select_for_update(of=("self",)).get(pk=text.holder.pk)
    setattr(slot, text.field, content)
    try:
        slot.clean_fields(exclude=[field.name for field in Slot._meta.fields if field.name != text.field])
    except ValidationError as refused:
        raise TransitionRefused(refused.messages[0]) from None
    slot.version += 1
    slot.save(update_fields=[text.field, "version"])


def _rewrite_survey(survey: Survey, text: CopiedText, content: str, at: datetime) -> None:
    """The same questions with these words, while nobody answers them. Side effects: a form, the survey."""
    locked = Survey.objects.select_for_update(of=("self",)).select_related("form").get(pk=survey.pk)
    if locked.draft_form_id or locked.sent_out_at or locked.opens_at <= at:
        raise TransitionRefused(
            _("Changez cette phrase dans les questions de l’enquête : on peut déjà y répondre.")
        )
    spec = rewrite_spec(locked.form, text, content)
    locked.form = builder.publish(spec, name=f"{locked.of_wave.label} · {locked.edition.name}"[:200], at=at)
    locked.save(update_fields=["form"])
