"""On PostgreSQL, what models cannot declare: the ranking's index has those without a score last, as the ranking reads
them (on SQLite it has anyway), and the words to search have an index that is read as soon as it is written; names have
one of their trigrams, in whose middle one may search too. A server without the extension reads all names, and finds the
same.

PostgreSQL counts a look at a row's words as nothing, and would rather unpack all of them than use the index once it
learns that a word is frequent. Without statistics it takes every word for a rare one. As words are stored apart from
their rows, a thousand rows fill fifteen pages, which seem cheaper to read than the index: the pages of
``projects_searchentry`` are filled to a tenth, so that they are ten times as many.
"""

from django.db import migrations

STATEMENTS = """
DROP INDEX application_ranking;
CREATE INDEX application_ranking ON projects_application (call_id, score DESC NULLS LAST, id);
CREATE INDEX search_entry_words ON projects_searchentry USING gin (words) WITH (fastupdate = off);
ALTER TABLE projects_searchentry ALTER COLUMN words SET STATISTICS 0;
ALTER TABLE projects_searchentry SET (fillfactor = 10);
CREATE INDEX sheet_entry_words ON projects_sheetentry USING gin (words) WITH (fastupdate = off);
ALTER TABLE projects_sheetentry ALTER COLUMN words SET STATISTICS 0;
"""
TRIGRAMS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX search_entry_names ON projects_searchentry USING gin (names gin_trgm_ops);
CREATE INDEX user_names ON accounts_user USING gin (names gin_trgm_ops);
CREATE INDEX organisation_names ON programmes_organisation USING gin (names gin_trgm_ops);
"""


def write(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(STATEMENTS)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
            if cursor.fetchone():
                schema_editor.execute(TRIGRAMS)


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
