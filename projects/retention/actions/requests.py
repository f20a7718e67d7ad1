"""One dossier goes because somebody asked: at once, whatever its time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from projects.models import Application
from projects.retention.actions.erasing import erase_dossier, hold_dossier
from projects.retention.actions.night import remove_exports
from projects.retention.queries.dossiers import find_refusal


class ErasureRefused(TransitionRefused):
    """The dossier stays; ``message`` says why."""


@transaction.atomic
def erase_on_request(*, application: Application, reason: str, actor: User, at: datetime) -> None:
    """Erase a draft, or anonymise a dossier, on request.

    Side effects: those of :func:`erase_dossier`; prepared files of the edition, which hold the same; what partners read
    of the edition is built again; an audit entry that names the dossier by its reference. Raises
    :class:`ErasureRefused` for one that is gone, or that :func:`find_refusal` keeps by then.
    """
    held = hold_dossier(application)
    refusal = find_refusal(held, at) if held else _("Ce dossier est déjà effacé.")
    if held is None or refusal:
        raise ErasureRefused(refusal)
    edition, reference = held.call.edition, held.reference
    kind = "anonymised" if held.submitted_at else "erased"
    remove_exports(edition.pk, at)
    erase_dossier(held=held, at=at, on_request=True)
    record(
        verb="erase_on_request",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"dossier": reference, "became": kind, "reason": reason},
    )
