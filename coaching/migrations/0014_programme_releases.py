"""Keep what is public as releases: each programme that is published becomes its first one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_published(apps, schema_editor):
    """The programme as it is now. Its sequence goes on from the versions that calendars may hold."""
    Session, Slot, Booking, Release = (
        apps.get_model("coaching", name) for name in ("Session", "Slot", "Booking", "ProgrammeRelease")
    )
    for session in Session.objects.filter(published_at__isnull=False).order_by("pk"):
        turns = {}
        bookings = Booking.objects.filter(slot__day__session=session).select_related("room")
        for booking in bookings.order_by("room__name", "participation_id"):
            room = booking.room.name if booking.room else ""
            turns.setdefault(booking.slot_id, []).append([booking.participation_id, room])
        slots = Slot.objects.filter(day__session=session).select_related("day", "room")
        slots = list(slots.prefetch_related("leaders").order_by("day__date", "starts_at", "pk"))
        dumped = [
            {
                "pk": slot.pk,
                "day": slot.day.date.isoformat(),
                "starts_at": slot.starts_at.isoformat("minutes"),
                "ends_at": slot.ends_at.isoformat("minutes"),
                "title_fr": slot.title_fr,
                "title_en": slot.title_en,
                "kind": slot.kind,
                "room": slot.room.name if slot.room else "",
                "leaders": sorted(person.pk for person in slot.leaders.all()),
                "turns": sorted(turns.get(slot.pk, []), key=lambda turn: (turn[1], turn[0])),
            }
            for slot in slots
        ]
        Release.objects.create(
            session=session,
            number=1,
            snapshot={
                "slots": dumped,
                "gone": [],
                "sequence": max((slot.version for slot in slots), default=0) + 1,
            },
            ends_on=max((slot.day.date for slot in slots), default=None),
            released_at=session.published_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0013_slot_shift"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("snapshot", models.JSONField()),
                ("ends_on", models.DateField(help_text="The last day of its slots.", null=True)),
                ("released_at", models.DateTimeField()),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="releases",
                        to="coaching.session",
                    ),
                ),
            ],
            options={
                "ordering": ["session", "-number"],
                "constraints": [models.UniqueConstraint(fields=("session", "number"), name="release_once")],
            },
        ),
        migrations.RunPython(keep_published, migrations.RunPython.noop),
    ]
