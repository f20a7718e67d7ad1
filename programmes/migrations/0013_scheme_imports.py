
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0012_scheme_codes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SchemeImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('checked', 'vérifié'), ('applied', 'importé'), ('expired', 'effacé')], default='checked', max_length=8)),
                ('name', models.CharField(max_length=200)),
                ('lines', models.JSONField(default=list)),
                ('uploaded_at', models.DateTimeField()),
                ('new_count', models.PositiveIntegerField(default=0)),
                ('changed_count', models.PositiveIntegerField(default=0)),
                ('same_count', models.PositiveIntegerField(default=0)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('blocking_count', models.PositiveIntegerField(default=0)),
                ('problems', models.JSONField(default=list)),
                ('sample', models.JSONField(default=list)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scheme_imports', to='programmes.edition')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'uploaded_at'], name='scheme_import_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='scheme_import_has_time')],
            },
        ),
    ]
