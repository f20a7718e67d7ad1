"""Erase one dossier on request: at once, whatever its retention."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from projects.models import Application
from projects.retention.actions.erasing import erase_dossier, lock_dossier
from projects.retention.actions.night import remove_exports
from projects.retention.queries import find_refusal


class ErasureRefused(TransitionRefused):
    """The dossier is not erased; ``message`` is the reason."""


@transaction.atomic
def erase_on_request(*, application: Application, reason: str, actor: User, at: datetime) -> None:
    """Erase a draft, or anonymise a dossier, on request.

    Side effects: those of :func:`erase_dossier`; prepared files of the edition, with the same data; what partners read
    of the edition is built again; an audit entry that names the dossier by its reference. Raises
    :class:`ErasureRefused` when it is already erased, or when :func:`find_refusal` gives a reason.
    """
    dossier = lock_dossier(application)
    refusal = find_refusal(dossier, at) if dossier else _("Ce dossier est déjà effacé.")
    if dossier is None or refusal:
        raise ErasureRefused(refusal)
    edition, reference = dossier.call.edition, dossier.reference
    kind = "anonymised" if dossier.submitted_at else "erased"
    remove_exports(edition.pk, at)
    erase_dossier(application=dossier, at=at, on_request=True)
    record(
        verb="erase_on_request",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"dossier": reference, "became": kind, "reason": reason},
    )
