"""Answers given in the room are tied to nobody once their debrief is over."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

KINDS = [
    ("holder", "porteur ou porteuse"),
    ("companion", "accompagne un projet"),
    ("mentor", "parrain ou marraine"),
    ("facilitator", "anime"),
    ("speaker", "intervient"),
    ("partner", "partenaire"),
    ("observer", "observe"),
    ("organiser", "organise"),
]


def fill_kinds(apps, schema_editor):
    attendees = apps.get_model("coaching", "Attendee").objects.filter(pk=OuterRef("attendee"))
    responses = apps.get_model("coaching", "AttendeeResponse").objects
    responses.update(come_as=Subquery(attendees.order_by().values("kind")[:1]))


class Migration(migrations.Migration):
    dependencies = [("coaching", "0051_pairing_ends")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="room_people",
            field=models.PositiveIntegerField(
                editable=False,
                help_text="How many were in the room, once nothing tells any more who answered there.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="attendeeresponse",
            name="come_as",
            field=models.CharField(
                choices=KINDS, default="", help_text="As what they came.", max_length=12
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill_kinds, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="attendeeresponse",
            name="attendee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="survey_responses",
                to="coaching.attendee",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendeeresponse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attendee__isnull", False),
                    models.Q(("paper_by", None), ("state", "sent")),
                    _connector="OR",
                ),
                name="unlinked_response_was_sent_on_a_phone",
            ),
        ),
    ]
