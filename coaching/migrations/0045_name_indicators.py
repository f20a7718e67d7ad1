"""Questions that were asked from form to form before indicators had a name are given theirs."""

from typing import Any

from django.db import migrations


def name_indicators(apps: Any, _editor: Any) -> None:
    questions = apps.get_model("questionnaires", "Question").objects
    questions.filter(key="stage", kind="single").update(indicator="avancement")
    questions.filter(key="usefulness", kind="scale").update(indicator="utilite")
    debriefs = apps.get_model("coaching", "Survey").objects.filter(kind="debrief")
    forms = debriefs.values("form__questionnaire")
    questions.filter(key="overall", kind="scale", revision__questionnaire__in=forms).update(indicator="utilite")


class Migration(migrations.Migration):
    dependencies = [("coaching", "0044_report_asked_during_build"), ("questionnaires", "0002_indicators")]

    operations = [migrations.RunPython(name_indicators, migrations.RunPython.noop)]
