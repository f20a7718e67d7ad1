"""What the organisers' search reads moves to a table of its own; on PostgreSQL, to an index of its words.

PostgreSQL counts a look at a row's words as nothing, and would rather unpack all of them than use the index as soon as
it learns that a word is frequent. It is not told: without statistics it takes every word for a rare one.

Backwards, the former column comes back empty: dossiers are found again as they are sent again.
"""

import django.db.models.deletion
from django.db import migrations, models

import accelerator.web.search_field

# Read as soon as it is written: what waits to be indexed would be gone through at each search.
INDEX = "CREATE INDEX search_entry_words ON projects_searchentry USING gin (words) WITH (fastupdate = off)"
UNTOLD = "ALTER TABLE projects_searchentry ALTER COLUMN words SET STATISTICS 0"


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)
        schema_editor.execute(UNTOLD)


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_holder_words")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="projects.application",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="programmes.call",
                    ),
                ),
                ("words", accelerator.web.search_field.WordsField(editable=False)),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RemoveField(model_name="application", name="search_text"),
        migrations.RunPython(add_index, migrations.RunPython.noop),
    ]
