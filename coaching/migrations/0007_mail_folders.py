"""Mails that were written keep the name of their template, which has moved to the folder of its subject."""

from django.db import migrations

MOVED = {
    "coaching/mentor_lost": "coaching/pairing/mentor_lost",
    "coaching/pairing_accepted_holder": "coaching/pairing/pairing_accepted_holder",
    "coaching/pairing_accepted_mentor": "coaching/pairing/pairing_accepted_mentor",
    "coaching/pairing_ended": "coaching/pairing/pairing_ended",
    "coaching/pairing_proposed": "coaching/pairing/pairing_proposed",
    "coaching/pairing_refused": "coaching/pairing/pairing_refused",
    "coaching/report_ready": "coaching/synthesis/report_ready",
    "coaching/reports_ready": "coaching/synthesis/reports_ready",
    "coaching/role_over": "coaching/pairing/role_over",
    "coaching/session_coming": "coaching/session/session_coming",
    "coaching/survey_link": "coaching/surveys/survey_link",
    "coaching/survey_reminder": "coaching/surveys/survey_reminder",
    "coaching/survey_thanks": "coaching/surveys/survey_thanks",
    "coaching/syntheses_in": "coaching/synthesis/syntheses_in",
    "coaching/timetable_published": "coaching/session/timetable_published",
}


def rename(apps, schema_editor):
    mails = apps.get_model("outbox", "OutgoingMail").objects
    for old, new in MOVED.items():
        mails.filter(template=old).update(template=new)


class Migration(migrations.Migration):
    dependencies = [('coaching', '0006_job_columns'), ("outbox", "0004_job_columns")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
