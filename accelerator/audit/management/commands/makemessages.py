"""Django's command, which finds the sentences of the audit log too."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Verb:2,3"]
