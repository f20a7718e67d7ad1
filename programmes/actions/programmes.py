"""Create a programme and change it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from programmes.models import Programme


@transaction.atomic
def create_programme(
    *, programme: Programme, actor: User, at: datetime, logo: ContentFile | None = None
) -> Programme:
    """Save a new programme; its slug comes from its name.

    Side effects: the logo in storage, one audit entry.
    """
    # the name as an address has it, numbered when another programme has the same
    base = slugify(programme.name)[:50] or "programme"
    taken = set(Programme.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | {"new"}
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    programme.slug = next(slug for slug in numbered if slug not in taken)
    with _store_logo(programme, logo):
        programme.save()
        record(verb="create_programme", subject=programme, actor=actor, at=at, scope=programme.scope)
    return programme


@transaction.atomic
def change_programme(
    *,
    programme: Programme,
    changed: Iterable[str],
    actor: User,
    at: datetime,
    logo: ContentFile | None = None,
    drops_logo: bool = False,
) -> None:
    """Save the named fields, and another logo or none. Editions retain their own contact and controller.

    Side effects: the logo in storage, the former one deleted from it once all has succeeded, one audit entry that
    names the fields, without their content.
    """
    former = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk).logo
    if drops_logo and logo is None and former:
        programme.logo = ""
    replaced = bool(former and (logo is not None or drops_logo))
    fields = [*changed, *(["logo"] if logo is not None or replaced else [])]
    if not fields:
        return
    with _store_logo(programme, logo):
        programme.save(update_fields=fields)
        record(
            verb="change_programme",
            subject=programme,
            actor=actor,
            at=at,
            scope=programme.scope,
            data={"fields": fields},
        )
    if replaced:
        transaction.on_commit(lambda: former.storage.delete(former.name or ""))


@contextmanager
def _store_logo(programme: Programme, logo: ContentFile | None) -> Iterator[None]:
    """Store ``logo``; take it away again if what follows fails."""
    if logo is not None:
        programme.logo.save("logo.png", logo, save=False)
    try:
        yield
    except BaseException:
        if logo is not None:
            programme.logo.storage.delete(programme.logo.name or "")
        raise
