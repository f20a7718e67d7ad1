"""A criterion that cannot be assessed is not a missing score."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='score',
            name='not_assessable',
            field=models.BooleanField(default=False, verbose_name='non évaluable'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('not_assessable', False), ('level__isnull', True), _connector='OR'), name='score_level_or_not_assessable', violation_error_message='Un critère non évaluable n’a pas de note.'),
        ),
    ]
