"""The edition's row, held until the transaction ends: those who come at once take turns."""

from django.db.models import BigIntegerField

from accelerator.prepared import Prepared
from programmes.models import Edition


def lock_edition(edition: int) -> None:
    """One query. Raises ``Edition.DoesNotExist``; ``TransactionManagementError`` outside a transaction."""
    if not _locked.ask(edition=edition):
        raise Edition.DoesNotExist


def lock_and_read_edition(edition: int, *related: str) -> Edition:
    """The edition as it stands once its row is held, with what ``related`` names. Two queries; raises as above."""
    lock_edition(edition)
    return Edition.objects.select_related(*related).get(pk=edition)


_locked = Prepared(
    lambda edition: (
        Edition.objects.select_for_update(no_key=True).filter(pk=edition).order_by().values_list("pk")
    ),
    edition=BigIntegerField(),
)
