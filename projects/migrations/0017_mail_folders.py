"""Mails that were written keep the name of their template, which has moved to the folder of its subject."""

from django.db import migrations

MOVED = {
    "projects/assigned": "projects/review/assigned",
    "projects/assignment_changed": "projects/review/assignment_changed",
    "projects/call_dates_changed": "projects/application/call_dates_changed",
    "projects/call_extended": "projects/application/call_extended",
    "projects/completion_accepted": "projects/completion/completion_accepted",
    "projects/completion_answered": "projects/completion/completion_answered",
    "projects/completion_cancelled": "projects/completion/completion_cancelled",
    "projects/completion_extended": "projects/completion/completion_extended",
    "projects/completion_overdue": "projects/completion/completion_overdue",
    "projects/completion_received": "projects/completion/completion_received",
    "projects/completion_requested": "projects/completion/completion_requested",
    "projects/completion_waiting": "projects/completion/completion_waiting",
    "projects/confirmation_missing": "projects/decision/confirmation_missing",
    "projects/decision_not_selected": "projects/decision/decision_not_selected",
    "projects/decision_reserve": "projects/decision/decision_reserve",
    "projects/decision_selected": "projects/decision/decision_selected",
    "projects/draft_waiting": "projects/application/draft_waiting",
    "projects/eligibility_to_check": "projects/triage/eligibility_to_check",
    "projects/eligible_again": "projects/triage/eligible_again",
    "projects/form_changed": "projects/application/form_changed",
    "projects/ineligible": "projects/triage/ineligible",
    "projects/lead_given": "projects/members/lead_given",
    "projects/letter": "projects/letters/letter",
    "projects/member_declined": "projects/members/member_declined",
    "projects/member_invitation": "projects/members/member_invitation",
    "projects/member_joined": "projects/members/member_joined",
    "projects/member_left": "projects/members/member_left",
    "projects/member_removed": "projects/members/member_removed",
    "projects/outcomes": "projects/decision/outcomes",
    "projects/participation_confirmed": "projects/decision/participation_confirmed",
    "projects/place_declined": "projects/decision/place_declined",
    "projects/place_withdrawn": "projects/decision/place_withdrawn",
    "projects/receipt": "projects/application/receipt",
    "projects/recusal_recorded": "projects/conflicts/recusal_recorded",
    "projects/recused_for_them": "projects/conflicts/recused_for_them",
    "projects/reserve_called": "projects/decision/reserve_called",
    "projects/review_to_send": "projects/review/review_to_send",
    "projects/reviews_extended": "projects/review/reviews_extended",
    "projects/reviews_to_do": "projects/review/reviews_to_do",
    "projects/seat_ended": "projects/conflicts/seat_ended",
    "projects/unassigned": "projects/review/unassigned",
    "projects/withdrawn": "projects/application/withdrawn",
    "projects/withdrawn_notice": "projects/application/withdrawn_notice",
}


def rename(apps, schema_editor):
    mails = apps.get_model("outbox", "OutgoingMail").objects
    for old, new in MOVED.items():
        mails.filter(template=old).update(template=new)


class Migration(migrations.Migration):
    dependencies = [('projects', '0016_job_columns'), ("outbox", "0004_job_columns")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
