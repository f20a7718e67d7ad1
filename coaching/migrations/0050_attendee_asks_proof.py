from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coaching", "0049_paper_beside_phone")]

    operations = [
        migrations.AddField(
            model_name="attendee",
            name="asks_proof",
            field=models.BooleanField(
                default=False,
                help_text="Something is kept under this name that nobody learns of by choosing it: entering takes a proof.",
            ),
        ),
    ]
