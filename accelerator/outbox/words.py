"""What pages say of the mails that an action sends."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reminders_in_words(sent: int) -> str:
    """How many reminders leave; the second of a day does not."""
    if not sent:
        return _("Un rappel est déjà parti aujourd’hui : rien ne part une seconde fois.")
    return ngettext("%(n)s rappel part.", "%(n)s rappels partent.", sent) % {"n": sent}
