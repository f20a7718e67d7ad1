"""Words with a fixed list of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("commencée")
    SUBMITTED = "submitted", _("envoyée")


class DutyChange(models.TextChoices):
    """What a change made by hand on the assignment board does, once it is applied."""

    GIVE = "give", _("confier")
    TAKE_BACK = "take_back", _("reprendre")


class AccessEnd(models.TextChoices):
    """Why somebody may no longer write in a dossier; labels are for this person."""

    RECUSED = "recused", _("Votre déport de ce dossier est enregistré : il ne vous est plus ouvert.")
    RECUSED_FOR_THEM = (
        "recused_for_them",
        _("L’organisation a enregistré votre déport de ce dossier : il ne vous est plus ouvert."),
    )
    MEMBER = "held", _("Vous tenez ce dossier, ou l’avez tenu : vous ne l’évaluez plus.")
    TAKEN_BACK = "taken_back", _("L’organisation a repris ce dossier : vous n’avez plus à l’évaluer.")
    SEAT_ENDED = (
        "seat_ended",
        _("Vous ne siégez plus au comité de cette édition : ses dossiers ne vous sont plus ouverts."),
    )
    DECIDED = "settled", _("Ce dossier n’est plus à évaluer.")
    CLOSED = (
        "closed",
        _(
            "Les évaluations sont closes : ce que vous aviez écrit reste lisible. Demandez un délai à l’organisation."
        ),
    )
    LEFT = "left", _("Vous ne tenez plus ce dossier : vous ne pouvez plus le lire ni le modifier.")
    ERASED = (
        "erased",
        _("Ce dossier vient d’être effacé : rien n’y est plus enregistré, et il n’est pas envoyé."),
    )

    @property
    def stores_texts(self) -> bool:
        """Whether what they had written there can still be read."""
        return self not in {AccessEnd.LEFT, AccessEnd.ERASED}
