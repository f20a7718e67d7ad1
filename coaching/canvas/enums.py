"""Kinds of canvases, of their rows and of their axes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.transitions import StateTable, Transition


class AxisFamily(models.TextChoices):
    DIMENSION = "dimension", _("Dimension du projet numérique")
    FACET = "facet", _("Facette de la qualité de vie au travail")


class CanvasKind(models.TextChoices):
    TIMELINE = "timeline", _("Frise")
    PITCH = "pitch", _("Pitch")
    ADN = "adn", _("Carte ADN")


class CanvasMoment(models.TextChoices):
    """When a canvas was written: during the session, or six months later to compare."""

    SESSION = "session", _("Session")
    SIX_MONTHS = "m6", _("6 mois après")
    TWELVE_MONTHS = "m12", _("12 mois après")


class CanvasState(models.TextChoices):
    EMPTY = "empty", _("à commencer")
    IN_PROGRESS = "in_progress", _("en cours")
    VALIDATED = "validated", _("validé")
    FROZEN = "frozen", _("figé")


class ItemKind(models.TextChoices):
    STEP = "step", _("Étape")
    STAKEHOLDER = "stakeholder", _("Acteur")
    DECISION = "decision", _("Décision")
    TURNING_POINT = "turning_point", _("Point de bascule")


class Influence(models.IntegerChoices):
    """How much an actor weighs in the project."""

    DECISIVE = 3, _("décisif")
    COUNTS = 2, _("compte")
    LITTLE = 1, _("pèse peu")


class ItemPhase(models.TextChoices):
    TODAY = "today", _("aujourd’hui")
    TARGET = "target", _("visé")
    BOTH = "both", _("aujourd’hui et visé")


class Level(models.IntegerChoices):
    """The rungs of the ladder of an axis."""

    ABSENT = 0, _("absent")
    WEAK = 1, _("faible")
    PARTIAL = 2, _("partiel")
    SOLID = 3, _("solide")
    EXEMPLARY = 4, _("exemplaire")


class Effect(models.TextChoices):
    """The effect of the project on a facet of working life."""

    BETTER = "+", _("mieux")
    WORSE = "-", _("moins bien")
    UNKNOWN = "?", _("on ne sait pas")


class VersionCause(models.TextChoices):
    """Why a version of a canvas is saved."""

    VALIDATED = "validate", _("validé")
    FROZEN = "freeze", _("figé")
    REOPENED = "reopen", _("avant d’être rouvert")


EMPTY, IN_PROGRESS = CanvasState.EMPTY.value, CanvasState.IN_PROGRESS.value
VALIDATED, FROZEN = CanvasState.VALIDATED.value, CanvasState.FROZEN.value

WRITABLE = frozenset({EMPTY, IN_PROGRESS})

CANVAS = StateTable(
    {
        "start_canvas": Transition(frozenset({EMPTY}), IN_PROGRESS),
        "validate_canvas": Transition(frozenset({IN_PROGRESS}), VALIDATED),
        "reopen_canvas": Transition(frozenset({VALIDATED}), IN_PROGRESS, reason_required=True),
        "freeze_canvas": Transition(frozenset({EMPTY, IN_PROGRESS, VALIDATED}), FROZEN),
        "unfreeze_canvas": Transition(frozenset({FROZEN}), IN_PROGRESS, reason_required=True),
    }
)
