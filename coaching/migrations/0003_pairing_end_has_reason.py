from django.conf import settings
from django.db import migrations, models


def say_that_none_was_asked(apps, schema_editor):
    """Ended without a word, before one was asked."""
    pairings = apps.get_model("coaching", "Pairing")
    pairings.objects.filter(state="ended", reason="").update(reason="Raison non demandée à l’époque.")


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0002_survey_link_revoked"),
        ("projects", "0009_fill_search_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(say_that_none_was_asked, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="pairing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ended"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="pairing_end_has_reason",
                violation_error_message="La fin d’un parrainage indique sa raison.",
            ),
        ),
    ]
