"""States of a review, changes and reasons of a duty, how dossiers are assigned, why somebody lost one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.review.solver.assignment import Because


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("commencée")
    SUBMITTED = "submitted", _("envoyée")


class DutyChange(models.TextChoices):
    """What a change made by hand on the assignment board does, once it is applied."""

    GIVE = "give", _("confier")
    TAKE_BACK = "take_back", _("reprendre")


class DutyReason(models.TextChoices):
    """Why this juror reads this dossier. Skills in common have their own words: ``ReviewAssignment.reason``."""

    PANEL = Because.PANEL.value, _("lu par tout le comité")
    EXPERTISE = Because.EXPERTISE.value, _("son domaine")
    LINK = Because.LINK.value, _("relie deux groupes du comité")
    SECOND_BODY = Because.SECOND_BODY.value, _("deuxième organisme")
    BALANCE = Because.BALANCE.value, _("équilibre des charges")
    HAND = Because.HAND.value, _("choisi à la main")
    REPLACEMENT = Because.REPLACEMENT.value, _("prend la suite de quelqu’un")
    RETURNED = Because.RETURNED.value, _("ne pourra pas l’évaluer")


class AssignmentStrategy(models.TextChoices):
    """Who reads which dossiers."""

    READS = "reads", _("Chaque dossier par quelques personnes")
    PANEL = "panel", _("Tout le comité lit tout")
    ANCHORS = "anchors", _("Quelques personnes par dossier, et quelques dossiers lus par tout le comité")


class AccessEnd(models.TextChoices):
    """Why somebody may no longer write in a dossier; labels are for this person."""

    RECUSED = "recused", _("Votre déport de ce dossier est enregistré : il ne vous est plus ouvert.")
    RECUSED_FOR_THEM = (
        "recused_for_them",
        _("L’organisation a enregistré votre déport de ce dossier : il ne vous est plus ouvert."),
    )
    NO_VOTE = (
        "no_vote",
        _("Vous avez un lien avec ce dossier : vous pouvez le lire, sans le noter ni voter."),
    )
    UNDECLARED = (
        "undeclared",
        _("Dites d’abord si vous avez un lien avec ce dossier : il s’ouvre ensuite."),
    )
    MEMBER = "member", _("Vous tenez ce dossier, ou l’avez tenu : vous ne l’évaluez plus.")
    TAKEN_BACK = "taken_back", _("L’organisation a repris ce dossier : vous n’avez plus à l’évaluer.")
    SEAT_ENDED = (
        "seat_ended",
        _("Vous ne siégez plus au comité de cette édition : ses dossiers ne vous sont plus ouverts."),
    )
    DECIDED = "decided", _("Ce dossier n’est plus à évaluer.")
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
    def may_read(self) -> bool:
        """Whether they read the dossier still."""
        return self == AccessEnd.NO_VOTE

    @property
    def awaits_declaration(self) -> bool:
        """Whether the dossier opens once their answer in the conflict round is there."""
        return self == AccessEnd.UNDECLARED

    @property
    def stores_texts(self) -> bool:
        """Whether what they had written there can still be read."""
        return self not in {AccessEnd.LEFT, AccessEnd.ERASED, AccessEnd.UNDECLARED}
