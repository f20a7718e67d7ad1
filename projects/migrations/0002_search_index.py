"""Once an index of trigrams for the search; ``0008_search_entries`` replaced what it indexed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = []
