import re
import unicodedata

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill_keys(apps, schema_editor):
    """The names of rooms as they are compared; of two that were one, the later keeps a key of its own."""
    taken = set()
    for room in apps.get_model("coaching", "Room").objects.order_by("session", "pk"):
        bare = unicodedata.normalize("NFKD", room.name.casefold())
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
        key = re.sub(r"[\W_]+", " ", bare).strip()[:60] or room.name.casefold()[:60]
        if (room.session_id, key) in taken:
            key = f"{key} {room.pk}"
        taken.add((room.session_id, key))
        room.key = key
        room.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0003_pairing_end_has_reason"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="room", name="room_once"),
        migrations.AddField(
            model_name="room",
            name="key",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="The name as it is compared.",
                max_length=80,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="slot",
            name="saved_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("session", "key"),
                name="room_once",
                violation_error_message="Cette salle existe déjà.",
            ),
        ),
    ]
