"""The words that the public sheets show, in a table of their own; on PostgreSQL, with an index.

As for the dossiers, PostgreSQL is not told how frequent a word is, or it would unpack them all.
"""

import django.db.models.deletion
from django.db import migrations, models

import accelerator.web.search_field

BATCH = 500
INDEX = "CREATE INDEX sheet_entry_words ON projects_sheetentry USING gin (words) WITH (fastupdate = off)"
UNTOLD = "ALTER TABLE projects_sheetentry ALTER COLUMN words SET STATISTICS 0"


def fill(apps, schema_editor):
    project, entry = apps.get_model("projects", "Project"), apps.get_model("projects", "SheetEntry")
    shown = project.objects.filter(public_sheet=True).order_by("pk")
    entry.objects.bulk_create(
        (
            entry(project_id=pk, words=f"{title} {summary if shows_summary else ''}")
            for pk, title, summary, shows_summary in shown.values_list(
                "pk", "title", "summary", "shows_summary"
            )
        ),
        batch_size=BATCH,
    )


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)
        schema_editor.execute(UNTOLD)


class Migration(migrations.Migration):
    dependencies = [("projects", "0020_past_editions")]

    operations = [
        migrations.CreateModel(
            name="SheetEntry",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sheet_entry",
                        serialize=False,
                        to="projects.project",
                    ),
                ),
                ("words", accelerator.web.search_field.WordsField(editable=False)),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(add_index, migrations.RunPython.noop),
    ]
