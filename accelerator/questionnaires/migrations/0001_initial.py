import accelerator.questionnaires.enums
import accelerator.questionnaires.models
import django.db.models.deletion
import uuid
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
                name='Questionnaire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200, verbose_name='nom')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'ordering': ['name', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Revision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='questionnaires.questionnaire')),
                    ('number', models.PositiveIntegerField()),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['questionnaire', '-number'],
                    'constraints': [models.UniqueConstraint(fields=('questionnaire', 'number'), name='revision_number_once')],
                },
            ),
            migrations.CreateModel(
                name='Section',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='questionnaires.revision')),
                    ('position', models.PositiveIntegerField()),
                    ('title_fr', models.CharField(max_length=120, verbose_name='titre')),
                    ('title_en', models.CharField(blank=True, max_length=120, verbose_name='titre en anglais')),
                    ('intro_fr', models.TextField(blank=True, verbose_name='introduction')),
                    ('intro_en', models.TextField(blank=True, verbose_name='introduction en anglais')),
                ],
                options={
                    'ordering': ['revision', 'position'],
                    'constraints': [models.UniqueConstraint(fields=('revision', 'position'), name='section_position_once')],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='questionnaires.revision')),
                    ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='questionnaires.section')),
                    ('position', models.PositiveIntegerField()),
                    ('key', models.SlugField(max_length=60)),
                    ('kind', models.CharField(choices=accelerator.questionnaires.enums.list_question_kinds, max_length=20, verbose_name='type')),
                    ('label_fr', models.CharField(max_length=300, verbose_name='question')),
                    ('label_en', models.CharField(blank=True, max_length=300, verbose_name='question en anglais')),
                    ('help_fr', models.TextField(blank=True, verbose_name='aide')),
                    ('help_en', models.TextField(blank=True, verbose_name='aide en anglais')),
                    ('required', models.BooleanField(default=False, verbose_name='réponse obligatoire')),
                    ('min_length', models.PositiveIntegerField(blank=True, null=True, verbose_name='longueur minimale, en caractères')),
                    ('max_length', models.PositiveIntegerField(blank=True, null=True, verbose_name='longueur maximale, en caractères')),
                    ('audience', models.CharField(choices=[('jury', 'comité et organisation'), ('logistics', 'logistique seulement'), ('organisers', 'organisation seulement'), ('public', 'publiable')], default='jury', max_length=12, verbose_name='qui lit la réponse')),
                    ('options', models.JSONField(blank=True, default=dict)),
                    ('show_if', models.JSONField(blank=True, default=dict, verbose_name='condition d’affichage')),
                    ('indicator', models.SlugField(blank=True, db_index=False, max_length=40, verbose_name='indicateur')),
                    ('role', models.SlugField(blank=True, db_index=False, max_length=20, verbose_name='ce que la réponse nomme')),
                ],
                options={
                    'ordering': ['revision', 'section__position', 'position'],
                    'constraints': [models.UniqueConstraint(fields=('revision', 'key'), name='question_key_once'), models.UniqueConstraint(fields=('section', 'position'), name='question_position_once'), models.UniqueConstraint(condition=models.Q(('indicator', ''), _negated=True), fields=('revision', 'indicator'), name='question_indicator_once', violation_error_message='Une autre question du formulaire porte déjà cet indicateur.'), models.CheckConstraint(condition=models.Q(('min_length', None), ('max_length', None), ('min_length__lte', models.F('max_length')), _connector='OR'), name='question_lengths_in_order', violation_error_message='La longueur minimale dépasse la longueur maximale.')],
                },
            ),
            migrations.CreateModel(
                name='AnswerSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='questionnaires.revision')),
                    ('created_at', models.DateTimeField()),
                    ('saved_at', models.DateTimeField(blank=True, null=True)),
                    ('answered', models.PositiveIntegerField(default=0, help_text='Required questions that have an answer.')),
                    ('required_total', models.PositiveIntegerField(blank=True, help_text='Answers required now that some show or hide questions.', null=True)),
                    ('frozen_at', models.DateTimeField(blank=True, help_text='Sent: no answer changes any more.', null=True)),
                ],
                options={
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='questionnaires.answersheet')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='questionnaires.question')),
                    ('value', models.JSONField(null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('saved_at', models.DateTimeField()),
                    ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['sheet', 'question__section__position', 'question__position'],
                    'constraints': [models.UniqueConstraint(fields=('sheet', 'question'), name='answer_once')],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='questionnaires.answersheet')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.question')),
                    ('file', models.FileField(upload_to=accelerator.questionnaires.models.random_name)),
                    ('name', models.CharField(max_length=200)),
                    ('content_type', models.CharField(max_length=100)),
                    ('size', models.PositiveIntegerField(help_text='bytes')),
                    ('sha256', models.CharField(max_length=64)),
                    ('uploaded_at', models.DateTimeField()),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['uploaded_at'],
                },
            ),
        ),
    ]
