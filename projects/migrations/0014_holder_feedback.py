"""What leaves of the comments for holders is what an organiser read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_what_left(apps, schema_editor):
    """Comments of decisions that were announced left as they were written: nobody read them first."""
    Review, Feedback = apps.get_model("projects", "Review"), apps.get_model("projects", "HolderFeedback")
    told = Review.objects.filter(
        state="submitted", set_aside_at=None, application__decision__announced_at__isnull=False
    ).exclude(holder_comment="")
    rows = told.values_list("pk", "holder_comment", "application__decision__announced_at")
    Feedback.objects.bulk_create(
        (
            Feedback(review_id=pk, original=text, text=text, read_by=None, read_at=announced_at)
            for pk, text, announced_at in rows.iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0013_refresh_kept_columns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HolderFeedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('original', models.TextField()),
                ('text', models.TextField(blank=True)),
                ('read_at', models.DateTimeField()),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='projects.review')),
            ],
            options={
                'ordering': ['review'],
            },
        ),
        migrations.RunPython(keep_what_left, migrations.RunPython.noop),
    ]
