from django.db import migrations, models
from django.db.models import F


def due_when_requested(apps, schema_editor):
    apps.get_model('coaching', 'SynthesisReport').objects.using(schema_editor.connection.alias).update(due_at=F('requested_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('coaching', '0005_survey_draft'),
    ]

    operations = [
        migrations.AddField(
            model_name='synthesisreport',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(due_when_requested, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name='synthesisreport',
            name='due_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='synthesisreport',
            name='error',
            field=models.TextField(blank=True),
        ),
        migrations.RemoveIndex(
            model_name='synthesisreport',
            name='report_due',
        ),
        migrations.AddIndex(
            model_name='synthesisreport',
            index=models.Index(fields=['state', 'due_at'], name='report_due'),
        ),
    ]
