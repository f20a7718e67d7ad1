"""Dossiers that were sent before are found by all they say, as those to come.

The rules of that day, as they were: what a condition hides says nothing, what logistics alone read is left out, and a
choice is found by its words in both languages.
"""

import re
from itertools import groupby, islice
from operator import attrgetter

from django.db import migrations

CHUNK = 500
BESIDE_ANSWERS = ("reference", "holder_name", "department")
WRITTEN = {"short_text", "long_text", "email", "siret"}
CHOSEN = {"single", "multiple"}
TOLD_APART = {*CHOSEN, "yes_no", "scale", "recommendation"}
"""Kinds whose answers may show another question."""
OTHER = "__other__"


def as_list(value):
    return value if isinstance(value, list) else [value]


def is_answer(question, value):
    if question.options.get("must_accept"):
        return value is True
    return value is not None and value not in ("", [], {})


def other_words(value):
    """What was written beside « other »; nothing for a choice of the list."""
    if isinstance(value, dict) and set(value) == {"other"}:
        return value["other"] if isinstance(value["other"], str) else ""
    return None


def token(value):
    """How a condition names an answer."""
    if other_words(value) is not None:
        return OTHER
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def asked(questions, values):
    """The questions that are asked, in their order, given the stored values by key."""
    tokens = {}
    for question in questions:
        condition = question.show_if
        if isinstance(condition, dict) and condition.get("key"):
            named = condition.get("any_of") or ()
            wanted = {token(value) for value in (named if isinstance(named, list) else [named])}
            if not tokens.get(str(condition["key"]), set()) & wanted:
                continue
        value = values.get(question.key)
        answered = question.kind in TOLD_APART and is_answer(question, value)
        tokens[question.key] = {token(chosen) for chosen in as_list(value)} if answered else set()
        yield question


def texts_of(question, value):
    """The texts by which an answer is found; none for figures, dates and files."""
    if question.kind in WRITTEN:
        yield str(value)
        if question.kind == "siret" and re.fullmatch("[0-9]{14}", str(value)):
            yield f"{value[:3]} {value[3:6]} {value[6:9]} {value[9:]}"  # as people read and paste it
    elif question.kind in CHOSEN:
        labels = {
            str(choice["value"]): (choice.get("label_fr"), choice.get("label_en"))
            for choice in question.options.get("choices", ())
        }
        for chosen in as_list(value):
            words = other_words(chosen)
            yield from filter(None, labels.get(str(chosen), ()) if words is None else (words,))


def words_of(application, questions, values):
    texts = [getattr(application, name) for name in BESIDE_ANSWERS]
    for question in asked(questions, values):
        value = values.get(question.key)
        if question.audience != "logistics" and is_answer(question, value):
            texts.extend(texts_of(question, value))
    return " ".join(texts)


def fill(apps, schema_editor):
    Application, SearchEntry = apps.get_model("projects", "Application"), apps.get_model("projects", "SearchEntry")
    Answer, Question = apps.get_model("questionnaires", "Answer"), apps.get_model("questionnaires", "Question")
    in_order = Question.objects.order_by("revision_id", "section__position", "position")
    questions = {key: list(them) for key, them in groupby(in_order, attrgetter("revision_id"))}
    sent = Application.objects.filter(submitted_at__isnull=False).select_related("sheet").order_by("pk").iterator()
    while chunk := list(islice(sent, CHUNK)):
        stored = {}
        for answer in Answer.objects.filter(sheet__in=[dossier.sheet_id for dossier in chunk]).iterator():
            stored.setdefault(answer.sheet_id, {})[answer.question_id] = answer.value
        entries = []
        for dossier in chunk:
            form, answers = questions.get(dossier.sheet.revision_id, []), stored.get(dossier.sheet_id, {})
            values = {question.key: answers.get(question.pk) for question in form}
            words = words_of(dossier, form, values)
            entries.append(SearchEntry(application=dossier, call_id=dossier.call_id, words=words))
        # one that is there was written by a sending since: it is the fresher one
        SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_search_entries"), ("questionnaires", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
