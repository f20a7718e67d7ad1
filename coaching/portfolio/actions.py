"""Choose the projects whose stories are in the results."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.models import ResultStory
from programmes.models import Edition
from projects.models import Participation


@transaction.atomic
def choose_stories(
    *, edition: Edition, places: Mapping[int, Participation | None], actor: User, at: datetime
) -> None:
    """Save the project of each rank, or none; other ranks stay.

    Side effects: rows written and deleted, one audit entry, unless nothing changes.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    chosen = {rank: place.pk for rank, place in places.items() if place is not None}
    rows = ResultStory.objects.filter(edition=edition, rank__in=places)
    if dict(rows.values_list("rank", "participation")) == chosen:
        return
    rows.delete()
    ResultStory.objects.bulk_create(
        ResultStory(edition=edition, rank=rank, participation_id=place) for rank, place in chosen.items()
    )
    record(
        verb="choose_stories",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"projects": [chosen[rank] for rank in sorted(chosen)]},
    )
