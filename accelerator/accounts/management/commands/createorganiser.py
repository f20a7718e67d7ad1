"""``manage.py createorganiser EMAIL``: the first person, who then invites all the others from a browser."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accelerator.accounts import actions, links
from accelerator.accounts.models import normalise_email


class Command(BaseCommand):
    help = "Open an account that may create editions; print its sign-in link and send it by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="first name and name")

    def handle(self, *, email: str, name: str, **options: object) -> None:
        address = normalise_email(email)
        try:
            validate_email(address)
        except ValidationError as problem:
            raise CommandError(f"{email!r} is not an e-mail address.") from problem
        refuse_unready_tables()
        user = actions.make_organiser(email=address, name=name, at=timezone.now())
        self.stdout.write(f"{user.email} may create editions. Sign-in link, good once, for 3 days:")
        self.stdout.write(links.sign_in_link(user))


def refuse_unready_tables() -> None:
    """Raise :class:`CommandError`, with what to do, when the database does not answer or lacks a migration."""
    try:
        executor = MigrationExecutor(connection)
        lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as problem:
        raise CommandError(f"The database does not answer: {str(problem).splitlines()[0]}") from problem
    if lacking:
        raise CommandError("The tables are not there yet: run `python manage.py migrate`, then this again.")
