"""The dossiers that look like another one: for organisers only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from accelerator.accounts.models import User
from projects.models import Application, Duplicate


@dataclass(frozen=True)
class Lookalike:
    """A dossier that may be the same, and why: one SIRET, or titles alike to ``likeness`` per cent."""

    application: Application
    same_siret: bool
    likeness: int


def lookalikes(application: Application, reader: User) -> Sequence[Lookalike]:
    """Those of this dossier that ``reader`` may read, the most alike first. 2 queries, none when there is none."""
    if not application.duplicates:
        return []
    pairs = Duplicate.objects.filter(Q(first=application) | Q(second=application)).select_related(
        "first__call__edition", "second__call__edition"
    )
    alike = [
        Lookalike(
            pair.second if pair.first_id == application.pk else pair.first, pair.same_siret, pair.likeness
        )
        for pair in pairs.order_by("-same_siret", "-likeness", "pk")
    ]
    readable = Application.objects.judged_by(reader).filter(
        pk__in=[lookalike.application.pk for lookalike in alike]
    )
    mine = set(readable.values_list("pk", flat=True))
    return [lookalike for lookalike in alike if lookalike.application.pk in mine]
