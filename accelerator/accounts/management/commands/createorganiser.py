"""``manage.py createorganiser EMAIL``: the first person, who then invites all the others from a browser."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accelerator.accounts import actions, links
from accelerator.accounts.models import normalise_email


class Command(BaseCommand):
    help = "Open an account that may create editions; print its sign-in link and send it by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="first name and name")

    def handle(self, *, email: str, name: str, **options: Any) -> None:
        address = normalise_email(email)
        try:
            validate_email(address)
        except ValidationError as problem:
            raise CommandError(f"{email!r} is not an e-mail address.") from problem
        user = actions.make_organiser(email=address, name=name, at=timezone.now())
        self.stdout.write(f"{user.email} may create editions. Sign-in link, good once, for 3 days:")
        self.stdout.write(links.sign_in_link(user))
