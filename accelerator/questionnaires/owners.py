"""The owner of a sheet points to it; deleting the owner deletes its answers and files."""

from django.db import models
from django.db.models import OneToOneField
from django.db.models.signals import post_delete

from accelerator.questionnaires.models import AnswerSheet


def register_erasure() -> None:
    """Connect the receiver that deletes a sheet with the last row that has it. Called when the app is ready."""
    for owner in {field.model for field in list_owning_fields()}:
        post_delete.connect(
            _on_owner_erased, sender=owner, dispatch_uid=f"questionnaires.{owner._meta.label_lower}"
        )


def list_owning_fields() -> "list[OneToOneField[models.Model, models.Model]]":
    """The columns by which rows of any app have a sheet."""
    related = (relation.field for relation in AnswerSheet._meta.related_objects)
    return [field for field in related if isinstance(field, OneToOneField)]


def _on_owner_erased(sender: object, instance: models.Model, **_rest: object) -> None:
    """What was sent is a dossier's sheet and its version's at once: it goes with the second of them."""
    owning = list_owning_fields()
    sheets = {getattr(instance, field.attname) for field in owning if field.model is sender} - {None}
    owned = AnswerSheet.objects.filter(pk__in=sheets)
    for field in owning:
        owned = owned.filter(**{f"{field.related_query_name()}__isnull": True})
    if sheets:
        owned.delete()
