"""Columns kept from reviews follow two new rules: who left the committee is awaited no more, and reviewers who agree to
the point leave an interval all the same.
"""

from collections import defaultdict

from django.db import migrations

from projects.selection.aggregate import rounding_uncertainty, summarise


def refresh(apps, schema_editor):
    Application, Role = apps.get_model("projects", "Application"), apps.get_model("programmes", "Role")
    weights = defaultdict(list)
    for edition, weight in apps.get_model("programmes", "Criterion").objects.values_list("edition", "weight"):
        weights[edition].append(weight)
    seats = set(
        Role.objects.filter(name="reviewer", ended_at=None, user__is_active=True).values_list("edition", "user")
    )
    recused = set(apps.get_model("projects", "Recusal").objects.values_list("application", "reviewer"))
    totals = defaultdict(dict)
    sent = apps.get_model("projects", "Review").objects.filter(state="submitted", set_aside_at=None)
    for dossier, reviewer, total in sent.values_list("application", "reviewer", "total").iterator():
        totals[dossier][reviewer] = total
    given = defaultdict(set)
    duties = apps.get_model("projects", "ReviewAssignment").objects.filter(withdrawn_at=None)
    for dossier, reviewer in duties.values_list("application", "reviewer").iterator():
        if (dossier, reviewer) not in recused:
            given[dossier].add(reviewer)
    changed = []
    columns = ("reviews_expected", "score_low", "score_high")
    for dossier in Application.objects.filter(reviews_expected__gt=0).select_related("call").iterator():
        edition, counted = dossier.call.edition_id, totals[dossier.pk]
        before = [getattr(dossier, column) for column in columns]
        dossier.reviews_expected = sum(
            (edition, reviewer) in seats or reviewer in counted for reviewer in given[dossier.pk]
        )
        if counted:
            summary = summarise(counted.values(), uncertainty=rounding_uncertainty(weights[edition]))
            dossier.score_low, dossier.score_high = summary.low, summary.high
        if [getattr(dossier, column) for column in columns] != before:
            changed.append(dossier)
    Application.objects.bulk_update(changed, columns, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("projects", "0012_invitation_answers"), ("programmes", "0005_silent_edition")]

    operations = [migrations.RunPython(refresh, migrations.RunPython.noop)]
