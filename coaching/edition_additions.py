"""What coaching adds to an edition: the dates of its surveys and timetable, and the texts that the next one copies."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.questionnaires import builder
from accelerator.transitions import TransitionRefused
from coaching.models import SessionDay, Slot, Survey
from programmes.actions.copied_texts import rewrite_spec
from programmes.copied_texts import CopiedText, list_form_texts
from programmes.dates import AddedDate
from programmes.models import Edition


def list_added_dates(edition: Edition) -> list[AddedDate]:
    """The dates of an edition. Two queries."""
    return [*_list_days(edition), *_list_surveys(edition)]


def _list_days(edition: Edition) -> list[AddedDate]:
    bounds = SessionDay.objects.filter(session__edition=edition).aggregate(
        first=Min("date"), last=Max("date")
    )
    if bounds["first"] is None:
        return []
    address = reverse("coaching:manage_session", args=[edition.slug])
    return [
        AddedDate(
            "timetable_starts",
            _("Premier jour du déroulé"),
            bounds["first"],
            address,
            after=("session_starts_on", _("Le déroulé commence avant la session.")),
        ),
        AddedDate(
            "timetable_ends",
            _("Dernier jour du déroulé"),
            bounds["last"],
            address,
            before=("session_ends_on", _("Le déroulé finit après la session.")),
        ),
    ]


def _list_surveys(edition: Edition) -> list[AddedDate]:
    dates = []
    for survey in Survey.objects.filter(edition=edition).order_by("opens_at", "pk"):
        address = f"{reverse('coaching:manage_surveys', args=[edition.slug])}?kind={survey.slug}"
        names = {"survey": survey.heading}
        early = _("%(survey)s : l’enquête s’ouvre avant la session.") % names
        dates += [
            AddedDate(
                f"{survey.slug}_opens",
                _("%(survey)s : ouverture") % names,
                survey.opens_at,
                address,
                after=("session_starts_on", early),
            ),
            AddedDate(f"{survey.slug}_closes", _("%(survey)s : fin") % names, survey.closes_at, address),
        ]
    return dates


SLOT_TEXTS = ("title_fr", "title_en", "summary_fr", "summary_en")
SURVEY_TEXTS = ("title_fr", "title_en")


def list_added_texts(edition: Edition) -> Iterator[CopiedText]:
    """The texts of an edition. Two queries, and two a survey."""
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
    """Save the text of a slot; an open window learns of its new version. Side effects: the row."""
    slot = Slot.objects.select_for_update(of=("self",)).get(pk=text.holder.pk)
    setattr(slot, text.field, content)
    try:
        slot.clean_fields(exclude=[field.name for field in Slot._meta.fields if field.name != text.field])
    except ValidationError as refused:
        raise TransitionRefused(refused.messages[0]) from None
    slot.version += 1
    slot.save(update_fields=[text.field, "version"])


def _rewrite_survey(survey: Survey, text: CopiedText, content: str, at: datetime) -> None:
    """Change the words of the questions while nobody answers them. Side effects: a form, the survey."""
    locked = Survey.objects.select_for_update(of=("self",)).select_related("form").get(pk=survey.pk)
    if locked.draft_form_id or locked.sent_out_at or locked.opens_at <= at:
        raise TransitionRefused(
            _("Changez cette phrase dans les questions de l’enquête : on peut déjà y répondre.")
        )
    spec = rewrite_spec(locked.form, text, content)
    locked.form = builder.publish(spec, name=f"{locked.of_wave.label} · {locked.edition.name}"[:200], at=at)
    locked.save(update_fields=["form"])
