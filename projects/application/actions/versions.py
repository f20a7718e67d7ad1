"""Save the sent version, change it until the deadline, send it again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.copying import copy_sheet
from accelerator.questionnaires.models import AnswerSheet
from accelerator.questionnaires.queries import Content
from accelerator.transitions import TransitionRefused
from programmes.queries import admission_of
from projects.application.actions.answers import CallClosed, ensure_writer
from projects.application.enums import APPLICATION
from projects.application.queries.dossier import snapshot
from projects.audit import record_act
from projects.locks import lock_application_with_sheets
from projects.models import Application, ApplicationVersion


class NothingToSend(TransitionRefused):
    """The dossier has no changes to send again."""

    def __init__(self) -> None:
        super().__init__(_("Rien n’est en cours de modification : le dossier déposé reste valable."))


@transaction.atomic
def record_version(
    *, application: Application, content: Content, actor: User, at: datetime
) -> ApplicationVersion:
    """Save the version just sent: its answers, its files' fingerprints, its hash. The sheet must be frozen.

    Side effects: one row, with the next number of the dossier. To be called while the dossier's row is ours.
    """
    last = application.versions.aggregate(last=Max("number"))["last"] or 0
    return ApplicationVersion.objects.create(
        application=application,
        number=last + 1,
        submitted_at=at,
        submitted_by=actor,
        rules_version=application.rules_version,
        content_hash=application.content_hash,
        sheet=application.sheet,
        snapshot=snapshot(content),
    )


@transaction.atomic
def start_revision(*, application: Application, actor: User, at: datetime) -> AnswerSheet:
    """Open a new version to write, from the answers that were sent; the one begun already, if there is one.

    The version that was sent stays the valid one until the new one is sent. Side effects: a copy of the sheet, an
    audit entry. Raises :class:`TransitionRefused` once the dossier is examined, or is still a draft;
    :class:`CallClosed` when the call takes nothing from ``actor``, ``NotAllowed`` when they may not write in it.
    """
    fresh = lock_application_with_sheets(application)
    ensure_writer(fresh, actor)
    if fresh.next_sheet is None:
        if not admission_of(fresh.call, actor, at):
            raise CallClosed(fresh.call, at)
        if not APPLICATION.is_allowed("resubmit", fresh.state):
            raise TransitionRefused(_("Ce dossier est en cours d’examen : il ne se modifie plus."))
        fresh.next_sheet = copy_sheet(sheet=fresh.sheet, at=at)
        fresh.save(update_fields=["next_sheet"])
        record_act(fresh, "revise", actor=actor, at=at)
    application.next_sheet = fresh.next_sheet
    return fresh.next_sheet


@transaction.atomic
def drop_revision(*, application: Application, actor: User, at: datetime) -> None:
    """Give the changes up: the version that was sent stays as it is.

    Side effects: the new sheet, its answers and the files of it alone are deleted; an audit entry. Raises
    :class:`NothingToSend`, and ``NotAllowed`` for an actor who may not write in it.
    """
    fresh = lock_application_with_sheets(application)
    ensure_writer(fresh, actor)
    begun = fresh.next_sheet
    if begun is None:
        raise NothingToSend
    fresh.next_sheet = application.next_sheet = None
    fresh.save(update_fields=["next_sheet"])
    begun.delete()
    record_act(fresh, "drop_revision", actor=actor, at=at)
