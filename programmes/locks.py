"""The row of an edition or a programme, locked until the transaction ends: those who come at once take turns."""

from programmes.models import Edition, Programme


def lock_edition(edition: int) -> None:
    """One query. Raises ``Edition.DoesNotExist``; ``TransactionManagementError`` outside a transaction."""
    Edition.with_rehearsals.select_for_update(no_key=True).order_by().values_list("pk").get(pk=edition)


def lock_and_read_edition(edition: int, *related: str) -> Edition:
    """The edition as it stands once its row is held, with what ``related`` names. Two queries; raises as above."""
    lock_edition(edition)
    return Edition.with_rehearsals.select_related(*related).get(pk=edition)


def lock_programme(programme: int) -> None:
    """Lock a programme, as :func:`lock_edition`. Who locks both locks the edition first."""
    Programme.objects.select_for_update(no_key=True).order_by().values_list("pk").get(pk=programme)
