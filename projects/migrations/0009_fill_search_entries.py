"""Dossiers that were sent before are found by all they say, as those to come."""

from itertools import groupby, islice
from operator import attrgetter

from django.db import migrations

CHUNK = 500


def fill(apps, schema_editor):
    # What reads answers is pure, and needs of a question its columns only: those of this moment have them.
    from accelerator.questionnaires import conditions
    from projects.application.actions.search_entries import words_of

    Application, SearchEntry = apps.get_model("projects", "Application"), apps.get_model("projects", "SearchEntry")
    Answer, Question = apps.get_model("questionnaires", "Answer"), apps.get_model("questionnaires", "Question")
    in_order = Question.objects.order_by("revision_id", "section__position", "position")
    questions = {key: list(them) for key, them in groupby(in_order, attrgetter("revision_id"))}
    sent = Application.objects.filter(submitted_at__isnull=False).select_related("sheet").order_by("pk").iterator()
    while chunk := list(islice(sent, CHUNK)):
        stored = {}
        for answer in Answer.objects.filter(sheet__in=[one.sheet_id for one in chunk]).iterator():
            stored.setdefault(answer.sheet_id, {})[answer.question_id] = answer.value
        entries = []
        for one in chunk:
            asked, values = questions.get(one.sheet.revision_id, []), stored.get(one.sheet_id, {})
            given = conditions.given(asked, {q.key: values[q.pk] for q in asked if values.get(q.pk) is not None})
            entries.append(SearchEntry(application=one, call_id=one.call_id, words=words_of(one, asked, given)))
        # one that is there was written by a sending since: it is the fresher one
        SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_search_entries"), ("questionnaires", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
