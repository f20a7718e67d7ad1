"""Columns kept from reviews follow two new rules: who left the committee is awaited no more, and reviewers who agree to
the point leave an interval all the same.
"""

from bisect import bisect_right
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import stdev

from django.db import migrations

# The rules of that day, as they were: mean and 80 % interval (Student), at least what rounding levels leaves.
NORMAL_Z = 1.282
STUDENT_DF = (2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 60, 120)
STUDENT_T = (
    1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.341, 1.325, 1.310, 1.296, 1.289,
)


def rounding_uncertainty(weights):
    whole = sum(weights)
    return 100 / 4 / sqrt(12) * sqrt(sum(weight**2 for weight in weights)) / whole if whole else 0.0


def interval(totals, uncertainty):
    """``(low, high)`` of the mean; nothing with one total."""
    values = sorted(totals)
    count, mean = len(values), sum(values, Decimal(0)) / len(values)
    if count == 1:
        return None, None
    least = Decimal(NORMAL_Z * uncertainty / sqrt(count))
    if count == 2:
        low, high = min(values[0], mean - least), max(values[1], mean + least)
    else:
        student = STUDENT_T[bisect_right(STUDENT_DF, count - 1) - 1]
        margin = max(least, Decimal(student * stdev(map(float, values)) / sqrt(count)))
        low, high = mean - margin, mean + margin
    return rounded(max(Decimal(0), low)), rounded(min(Decimal(100), high))


def rounded(value):
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


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
            uncertainty = rounding_uncertainty(weights[edition])
            dossier.score_low, dossier.score_high = interval(counted.values(), uncertainty)
        if [getattr(dossier, column) for column in columns] != before:
            changed.append(dossier)
    Application.objects.bulk_update(changed, columns, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("projects", "0012_invitation_answers"), ("programmes", "0005_silent_edition")]

    operations = [migrations.RunPython(refresh, migrations.RunPython.noop)]
