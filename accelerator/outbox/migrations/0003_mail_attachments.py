from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_hold")]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="attachments",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Files of text that go with it: name, content, content_type.",
            ),
        ),
    ]
