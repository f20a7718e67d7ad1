"""The surveys of the year, taken over by the next edition."""

from datetime import datetime

from django.db import transaction

from accelerator.questionnaires import builder
from coaching.models import Survey
from programmes.actions.cloning import shift_to_working_days
from programmes.models import Edition

COPIED = ("kind", "wave", "title_fr", "title_en", "audiences", "anonymous", "sends_itself")


@transaction.atomic
def copy_surveys(*, edition: Edition, source: Edition, at: datetime) -> None:
    """The same questions, each in a form of its own, at the same distance from the session; no link, no answer.

    Side effects: forms, surveys. Waves that the edition already has stay as they are.
    """
    standing = set(edition.surveys.values_list("kind", "wave"))
    for survey in source.surveys.select_related("form").order_by("opens_at", "pk"):
        if (survey.kind, survey.wave) in standing:
            continue
        spec, name = builder.spec_of(survey.form), f"{survey.of_wave.label} · {edition.name}"[:200]
        window = {"opens_at": survey.opens_at, "closes_at": survey.closes_at}
        Survey.objects.create(
            edition=edition,
            form=builder.publish(spec, name=name, at=at),
            **shift_to_working_days(window, edition=edition, source=source),
            **{field: getattr(survey, field) for field in COPIED},
        )
