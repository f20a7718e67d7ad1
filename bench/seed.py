"""Fill a fresh database for the measures.

    DATABASE_URL=… python -m bench.seed 10000 facts.json

Beside the volume, for the jobs: ten editions that followed 100 projects each and one that followed 13, their syntheses
answered, the rooms of the thirteen filled, the needs of sixty of the hundred on the partners' board; a survey that ten
thousand people answered; and, with ``--reminders 10000``, an open call with as many drafts. Writes what the measures
need to know: addresses, keys of the grid, session cookies.
"""

import argparse
import json
from contextlib import suppress
from pathlib import Path

import django
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("applications", type=int)
    parser.add_argument("facts", type=Path)
    parser.add_argument("--reminders", type=int, default=0)
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command

    from bench.board import fill_board_of
    from bench.directory import fill_directory
    from bench.followed import HUNDREDS, drafts, fill_followed
    from bench.rooms import fill_rooms
    from bench.surveyed import fill_responses
    from bench.volume import Volume

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        volume = Volume(options.applications, timezone.now())
        facts = volume.fill()
        for slug, size in (*((slug, 100) for slug in HUNDREDS), ("thirteen", 13)):
            fill_followed(volume, slug, size)
        fill_directory(volume)
        fill_responses(volume)
        rooms = fill_rooms(volume, "thirteen")
        board = fill_board_of(volume, "hundred")
        cookies = {**facts["cookies"], **rooms["cookies"], **board["cookies"]}
        facts = {**facts, **rooms, **board, "cookies": cookies}
        if options.reminders:
            drafts(volume, options.reminders)
    with connection.cursor() as cursor:
        cursor.execute("analyze" if connection.vendor == "sqlite" else "vacuum analyze")
        if connection.vendor == "postgresql":
            # What was filled is written to the disk before pages are timed, not while; only a superuser may ask.
            with suppress(ProgrammingError):
                cursor.execute("checkpoint")
    options.facts.write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main()
