"""An extension of the call becomes any change of its dates: those that were given are kept as they are."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("programmes", "0008_copied_texts")]

    operations = [
        migrations.RenameModel("CallExtension", "CallDateChange"),
        migrations.RemoveConstraint("calldatechange", "extension_goes_forward"),
        migrations.AlterField(
            "calldatechange",
            "call",
            models.ForeignKey(
                on_delete=models.CASCADE, related_name="date_changes", to="programmes.call"
            ),
        ),
        migrations.AddField(
            "calldatechange",
            "old_opens_at",
            models.DateTimeField("ancienne ouverture", null=True, blank=True),
        ),
        migrations.AddField(
            "calldatechange",
            "new_opens_at",
            models.DateTimeField("nouvelle ouverture", null=True, blank=True),
        ),
        migrations.AddConstraint(
            "calldatechange",
            models.CheckConstraint(
                condition=~Q(new_closes_at=F("old_closes_at")) | Q(new_opens_at__isnull=False),
                name="call_date_change_changes",
                violation_error_message="Changez au moins une date.",
            ),
        ),
        migrations.AddConstraint(
            "calldatechange",
            models.CheckConstraint(
                condition=Q(new_opens_at__isnull=True, old_opens_at__isnull=True)
                | (Q(old_opens_at__isnull=False) & ~Q(new_opens_at=F("old_opens_at"))),
                name="call_date_change_opening",
            ),
        ),
    ]
