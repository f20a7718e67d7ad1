import django.db.models.deletion
from django.conf import settings
from accelerator.initial_tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            migrations.CreateModel(
                name='PendingEntry',
                fields=[
                    ('entry_id', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('mac', models.CharField(max_length=64)),
                ],
                options={
                    'ordering': ['entry_id'],
                },
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('verb', models.CharField(max_length=60)),
                    ('subject_type', models.CharField(max_length=60)),
                    ('subject_id', models.CharField(max_length=60)),
                    ('scope', models.CharField(blank=True, max_length=80)),
                    ('data', models.JSONField(default=dict)),
                    ('position', models.PositiveBigIntegerField(editable=False, null=True, unique=True)),
                    ('previous_hash', models.CharField(blank=True, editable=False, max_length=64)),
                    ('hash', models.CharField(blank=True, editable=False, max_length=64)),
                ],
                options={
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['scope', '-id'], name='audit_scope'), models.Index(fields=['subject_type', 'subject_id'], name='audit_subject')],
                },
            ),
        ),
    ]
