"""Questions that were asked from form to form before indicators had a name are given theirs."""

from typing import Any

from django.db import migrations

RUNGS = ["idea", "design", "trial", "roll_out", "in_use"]
ENDS = {"min": 1, "max": 5, "label_min_fr": "pas utile", "label_max_fr": "très utile"}


def name_indicators(apps: Any, _editor: Any) -> None:
    """Keys are made from words that anybody may have typed: a question is known by what it offers as well."""
    questions = apps.get_model("questionnaires", "Question").objects.filter(show_if={})
    debriefs = apps.get_model("coaching", "Survey").objects.filter(kind="debrief")
    forms = debriefs.values("form__questionnaire")
    usefulness = questions.filter(kind="scale")
    _name("avancement", questions.filter(key="stage", kind="single"))
    _name("utilite", usefulness.filter(key="usefulness"))
    _name("utilite", usefulness.filter(key="overall", revision__questionnaire__in=forms))


def _name(indicator: str, asked: Any) -> None:
    """In each form at most one question carries it."""
    carriers = asked.model.objects.filter(indicator=indicator).values("revision")
    free = asked.filter(indicator="").exclude(revision__in=carriers)
    usual = [question.pk for question in free if _is_usual(question.options)]
    asked.model.objects.filter(pk__in=usual).update(indicator=indicator)


def _is_usual(options: dict[str, Any]) -> bool:
    """As the forms offered it by default, whatever its rungs are called."""
    if choices := options.get("choices"):
        return [choice.get("value") for choice in choices] == RUNGS
    return ENDS.items() <= options.items()


class Migration(migrations.Migration):
    dependencies = [("coaching", "0044_report_asked_during_build"), ("questionnaires", "0002_indicators")]

    operations = [migrations.RunPython(name_indicators, migrations.RunPython.noop)]
