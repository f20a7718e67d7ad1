"""``manage.py load_demo``: invented editions, dated around today, written through the actions."""

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching.demo.calendar import Stage
from coaching.demo.load import AlreadyThere, Part, is_needed, load, was_interrupted

STAGES = [stage.value for stage in Stage if stage != Stage.FINISHED]
PAUSE_S = 0.3
INTERRUPTED = "The rest of the demo was stopped while it loaded. To begin again: make clean, make demo."


class Command(BaseCommand):
    help = (
        "Load the demo: by default an edition whose session runs now, one of the past, one finished, one being read, "
        "one whose call is open."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day on which it is alive"
        )
        parser.add_argument("--stage", choices=STAGES, help="one edition only, that has gone so far")
        parser.add_argument(
            "--part",
            choices=list(Part),
            default=Part.WHOLE,
            help="what loads in seconds first, two editions as the rest",
        )
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="do nothing when an edition exists; of the rest: when the first part is missing, or this one is there",
        )

    def handle(self, **options: Any) -> None:
        part = Part(options["part"])
        if options["if_needed"] and not is_needed(part):
            if part == Part.REST and was_interrupted():
                self.stdout.write(INTERRUPTED)
            return
        stage = Stage(options["stage"]) if options["stage"] else None
        try:
            editions = load(
                stage,
                now=parse_instant(options["today"]),
                part=part,
                pause=PAUSE_S if part == Part.REST else 0,
                on_start=lambda name: self.stdout.write(f"Loading {name} …"),
            )
        except AlreadyThere as problem:
            raise CommandError(f"The edition {problem} is already there.") from problem
        for edition in editions:
            self.stdout.write(
                f"{edition.name} ({edition.slug}): {edition.last_application_number} applications"
            )


def parse_instant(today: date | None) -> datetime:
    """The instant of the demo: now, or late in the afternoon of ``today``."""
    if today is None or today == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(today, time(17, 30)))
