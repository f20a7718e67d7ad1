"""Speakers of a slot, and its links and files."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import is_gone
from accelerator.questionnaires.sniffing import CheckedFile
from coaching.models import Session, Slot, SlotResource, SlotSpeaker
from coaching.session.actions.occupancy import PlanRefused, check_not_removed, lock_session, refuse_clashes
from coaching.session.actions.session import check_is_there
from coaching.session.mentors import name_speaker
from coaching.session.planning import load
from coaching.session.planning.clashes import list_reasons

MOST_SPEAKERS = 12
MOST_RESOURCES = 20
TYPES = ("pdf", "pptx", "odp", "docx", "odt", "xlsx", "ods", "png", "jpg", "webp")
"""The types of files, by the short names of ``sniffing``."""


def _lock_session_of(slot: Slot) -> Session:
    session = lock_session(slot.day.session_id)
    check_is_there(slot)
    slot.refresh_from_db(fields=["kind", "starts_at", "ends_at"])
    if not slot.has_talk:
        raise PlanRefused(_("Personne n’intervient dans un coaching individuel ni dans une pause."))
    return session


def _record_talk(
    verb: str, row: SlotResource | SlotSpeaker, session: Session, actor: User, at: datetime
) -> None:
    record(
        verb=verb, subject=row, actor=actor, at=at, scope=session.edition.scope, data={"slot": row.slot_id}
    )


@transaction.atomic
def save_speaker(*, speaker: SlotSpeaker, actor: User, at: datetime) -> SlotSpeaker:
    """Add or change a speaker of a slot; the next release shows and notifies them.

    Side effects: the row, one audit entry. Raises ValidationError for somebody who speaks there already,
    :class:`PlanRefused` when they are elsewhere at that time, when the slot is full, gone or no talk, and when a
    colleague removed them meanwhile.
    """
    session = _lock_session_of(speaker.slot)
    check_not_removed(speaker, _("Quelqu’un a retiré cette personne entre-temps : rien n’est enregistré."))
    speaker.full_clean()
    if not speaker.pk and speaker.slot.speakers.count() >= MOST_SPEAKERS:
        raise PlanRefused(
            _("%(count)d personnes au plus interviennent sur un créneau.") % {"count": MOST_SPEAKERS}
        )
    wanted = load.occupy_by_slot(speaker.slot, [name_speaker(speaker)])
    overlaps = list_reasons(wanted, load.list_occupations(session, but_slot=speaker.slot_id))
    # The room and the audience were checked when the slot was saved.
    refuse_clashes(clash for clash in overlaps if clash.kind == "person")
    verb = "edit_speaker" if speaker.pk else "add_speaker"
    speaker.save()
    _record_talk(verb, speaker, session, actor, at)
    return speaker


@transaction.atomic
def remove_speaker(*, speaker: SlotSpeaker, actor: User, at: datetime) -> None:
    """Remove a speaker. Side effects: the row, one audit entry."""
    session = lock_session(speaker.slot.day.session_id)
    if is_gone(speaker):
        return
    _record_talk("remove_speaker", speaker, session, actor, at)
    speaker.delete()


@transaction.atomic
def add_resource(
    *, resource: SlotResource, checked: CheckedFile | None = None, actor: User, at: datetime
) -> SlotResource:
    """Attach a link, or a file that was inspected (``sniffing.check``): readable at once, before a release or after.

    Side effects: the stored file, the row, one audit entry. Raises :class:`PlanRefused` when the slot has as many as
    it can, or is gone; the database refuses one that is neither a link nor a file.
    """
    session = _lock_session_of(resource.slot)
    if resource.slot.resources.count() >= MOST_RESOURCES:
        raise PlanRefused(_("%(count)d documents au plus par créneau.") % {"count": MOST_RESOURCES})
    resource.added_at, resource.added_by = at, actor
    if checked:
        resource.name, resource.content_type, resource.size = checked.name, checked.content_type, checked.size
        resource.file.save(checked.name, checked.upload, save=False)
    try:
        with transaction.atomic():
            resource.save(force_insert=True)
            _record_talk("add_resource", resource, session, actor, at)
    except BaseException:
        if checked:
            resource.file.storage.delete(resource.file.name or "")
        raise
    return resource


@transaction.atomic
def edit_resource(*, resource: SlotResource, actor: User, at: datetime) -> None:
    """Change the title, the address or the readers of a resource. Side effects: the row, one audit entry.

    Raises :class:`PlanRefused` when it was removed meanwhile.
    """
    session = lock_session(resource.slot.day.session_id)
    check_not_removed(resource, _("Quelqu’un a retiré ce document entre-temps : rien n’est enregistré."))
    resource.save(update_fields=["title", "url", "is_public"])
    _record_talk("edit_resource", resource, session, actor, at)


@transaction.atomic
def remove_resource(*, resource: SlotResource, actor: User, at: datetime) -> None:
    """Remove a resource for good. Side effects: the row, one audit entry, then the file."""
    session = lock_session(resource.slot.day.session_id)
    if is_gone(resource):
        return
    _record_talk("remove_resource", resource, session, actor, at)
    resource.delete()
