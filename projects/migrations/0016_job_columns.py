from django.db import migrations, models
from django.db.models import F


def due_when_requested(apps, schema_editor):
    apps.get_model('projects', 'ExportJob').objects.using(schema_editor.connection.alias).update(due_at=F('requested_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0015_seat_waiver'),
    ]

    operations = [
        migrations.RenameField(
            model_name='exportjob',
            old_name='beat_at',
            new_name='claimed_at',
        ),
        migrations.AddField(
            model_name='exportjob',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(due_when_requested, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name='exportjob',
            name='due_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='exportjob',
            name='error',
            field=models.TextField(blank=True),
        ),
        migrations.RemoveIndex(
            model_name='exportjob',
            name='export_due',
        ),
        migrations.AddIndex(
            model_name='exportjob',
            index=models.Index(fields=['state', 'due_at'], name='export_due'),
        ),
    ]
