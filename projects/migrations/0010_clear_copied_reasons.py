"""« Pourquoi vous » repeated the juror's own skills on every dossier: a reason that was none is taken out."""

from django.db import migrations


def clear_reasons(apps, schema_editor):
    apps.get_model("projects", "ReviewAssignment").objects.exclude(reason="").update(reason="")


class Migration(migrations.Migration):
    dependencies = [("projects", "0009_fill_search_entries")]

    operations = [migrations.RunPython(clear_reasons, migrations.RunPython.noop)]
