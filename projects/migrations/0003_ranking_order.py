"""On PostgreSQL the ranking's index has those without a score last, as the ranking reads them; on SQLite it has anyway."""

from django.db import migrations

INDEX = "CREATE INDEX application_ranking ON projects_application (call_id, score DESC{}, id)"


def write(nulls):
    def replace(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("DROP INDEX application_ranking")
            schema_editor.execute(INDEX.format(nulls))

    return replace


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_search_index")]

    operations = [migrations.RunPython(write(" NULLS LAST"), write(""))]
