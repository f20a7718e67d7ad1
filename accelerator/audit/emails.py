"""The mail that takes the head of the log out of this machine.

It is sent at once and is no row of the outbox: who changes the log could change the row.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from accelerator.audit.witness import Head


def witness_mail(*, head: Head, findings: Sequence[str], at: datetime) -> EmailMessage:
    """The head of the day, and whether the log holds, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        day = date_format(timezone.localtime(at), "DATE_FORMAT")
        state = _("Le journal est intact.")
        if findings:
            state = ngettext(
                "%(n)s anomalie. Lancez « manage.py verify_audit ».",
                "%(n)s anomalies. Lancez « manage.py verify_audit ».",
                len(findings),
            ) % {"n": len(findings)}
        lines = [
            _("Journal d’audit de %(site)s, le %(day)s.") % {"site": settings.SITE_URL, "day": day},
            state,
            _("Pour comparer plus tard, gardez ce message et lancez :"),
            f"manage.py verify_audit --head {head.position} {head.hash}",
        ]
        return EmailMessage(
            subject=_("Journal d’audit du %(day)s : entrée %(position)s")
            % {"day": day, "position": head.position},
            body="\n\n".join(lines) + "\n",
            to=[settings.AUDIT_WITNESS_EMAIL],
        )
