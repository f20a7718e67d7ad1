"""Once the collation of the searched text; ``0008_search_entries`` took that column away."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_lists_from_indexes")]

    operations = []
