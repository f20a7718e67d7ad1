from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def say_whose(apps, schema_editor):
    """Of a project is what it never proposed, and what somebody wrote who holds or held it; the rest, organisers'."""
    held = apps.get_model('projects', 'ProjectMember').objects.filter(
        project=OuterRef('project'), user=OuterRef('author')
    )
    rows = apps.get_model('coaching', 'Post').objects.exclude(project=None)
    rows.filter(Q(is_held=True, published_at=None) | Exists(held)).update(origin='project')


class Migration(migrations.Migration):

    dependencies = [
        ('coaching', '0041_edited_sections'),
        ('projects', '0018_sheet_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='origin',
            field=models.CharField(choices=[('project', 'écrite par le projet'), ('organisers', 'écrite par l’équipe')], default='organisers', max_length=10),
        ),
        migrations.RunPython(say_whose, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'project'), _negated=True), ('project__isnull', False), _connector='OR'), name='post_of_project_has_project'),
        ),
    ]
