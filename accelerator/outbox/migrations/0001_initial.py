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
                name='OutboxHold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField()),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-started_at'],
                    'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('released_at__isnull', True)), name='outbox_held_once')],
                },
            ),
            migrations.CreateModel(
                name='OutgoingMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField()),
                    ('claim', models.UUIDField(blank=True, null=True)),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('error', models.TextField(blank=True)),
                    ('dedupe_key', models.CharField(max_length=200)),
                    ('template', models.CharField(max_length=100)),
                    ('scope', models.CharField(blank=True, max_length=80)),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mails', to=settings.AUTH_USER_MODEL)),
                    ('to_email', models.EmailField(max_length=254)),
                    ('to_name', models.CharField(blank=True, max_length=150)),
                    ('reply_to', models.EmailField(blank=True, max_length=254)),
                    ('language', models.CharField(default='fr', max_length=2)),
                    ('subject', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('html', models.TextField(blank=True)),
                    ('attachments', models.JSONField(blank=True, default=list, help_text='Files of text that go with it: name, content, content_type.')),
                    ('message_id', models.CharField(max_length=200)),
                    ('state', models.CharField(choices=[('queued', 'à envoyer'), ('sending', 'envoi en cours'), ('sent', 'envoyé'), ('failed', 'échec'), ('cancelled', 'annulé')], default='queued', max_length=10)),
                    ('created_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('private', models.BooleanField(default=False, help_text='Holds a secret (a sign-in code): only its recipient ever reads it, and it is emptied once sent.')),
                ],
                options={
                    'ordering': ['-created_at', '-pk'],
                    'indexes': [models.Index(fields=['state', 'due_at'], name='mail_due'), models.Index(fields=['claim'], name='mail_claim'), models.Index(fields=['scope', '-created_at'], name='mail_scope')],
                    'constraints': [models.UniqueConstraint(fields=('dedupe_key',), name='mail_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='mail_sent_has_time')],
                },
            ),
        ),
    ]
