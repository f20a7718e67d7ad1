import accelerator.web.search_field
import django.db.models.functions.text
import django.utils.timezone
from accelerator.initial_tables import CreateModels
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModels(
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('names', accelerator.web.search_field.OwnNamesField(default='', editable=False)),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse e-mail')),
                    ('name', models.CharField(blank=True, max_length=150, verbose_name='nom et prénom')),
                    ('job_title', models.CharField(blank=True, max_length=150, verbose_name='fonction')),
                    ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                    ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English')], default='fr', max_length=2, verbose_name='langue')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='gère la plateforme')),
                    ('is_active', models.BooleanField(default=True, verbose_name='compte ouvert')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'personne',
                    'verbose_name_plural': 'personnes',
                    'ordering': ['name', 'email'],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='Cette adresse a déjà un compte.')],
                },
            ),
            migrations.CreateModel(
                name='LimitWindow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64, unique=True)),
                    ('ends_at', models.DateTimeField(db_index=True)),
                    ('count', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['ends_at', 'pk'],
                },
            ),
        ),
    ]
