import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0001_initial'),
        ('projects', '0002_score_not_assessable'),
        ('questionnaires', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='duplicates',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='application',
            name='next_sheet',
            field=models.OneToOneField(blank=True, help_text="Answers being changed after the dossier was sent: its members' alone, until it is sent again.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='next_application', to='questionnaires.answersheet'),
        ),
        migrations.CreateModel(
            name='ApplicationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('submitted_at', models.DateTimeField()),
                ('rules_version', models.PositiveIntegerField(blank=True, null=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('snapshot', models.JSONField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='projects.application')),
                ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='version', to='questionnaires.answersheet')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['application', '-number'],
                'constraints': [models.UniqueConstraint(fields=('application', 'number'), name='version_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='version_number_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Duplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('same_siret', models.BooleanField(default=False)),
                ('likeness', models.PositiveSmallIntegerField(default=0)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='later_duplicates', to='projects.application')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_duplicates', to='projects.application')),
            ],
            options={
                'ordering': ['first', 'second'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='duplicate_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_in_order')],
            },
        ),
        migrations.CreateModel(
            name='DuplicateKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=24)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duplicate_keys', to='projects.application')),
                ('call', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.call')),
            ],
            options={
                'ordering': ['application', 'key'],
                'indexes': [models.Index(fields=['call', 'key'], name='duplicate_key_lookup')],
                'constraints': [models.UniqueConstraint(fields=('application', 'key'), name='duplicate_key_once')],
            },
        ),
        migrations.CreateModel(
            name='ProjectInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse e-mail')),
                ('rights', models.CharField(choices=[('edit', 'peut modifier'), ('read', 'peut lire')], default='edit', max_length=4, verbose_name='droits')),
                ('nonce', models.CharField(max_length=32)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='projects.project')),
            ],
            options={
                'ordering': ['-invited_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('project', 'email'), name='project_invitation_pending_once', violation_error_message='Une invitation attend déjà cette personne.')],
            },
        ),
    ]
