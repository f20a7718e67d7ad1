from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0003_mail_attachments'),
    ]

    operations = [
        migrations.RenameField(
            model_name='outgoingmail',
            old_name='last_error',
            new_name='error',
        ),
    ]
