"""Outcomes, and the life cycle of a place that is offered: its dossier moves by the same verbs, see ``APPLICATION``."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.transitions import StateTable, Transition


class Outcome(models.TextChoices):
    SELECTED = "selected", _("retenu")
    RESERVE = "reserve", _("liste complémentaire")
    NOT_SELECTED = "not_selected", _("non retenu")


class ParticipationState(models.TextChoices):
    OFFERED = "offered", _("à confirmer")
    CONFIRMED = "confirmed", _("confirmée")
    DECLINED = "declined", _("déclinée")


TAKEN = frozenset({ParticipationState.OFFERED, ParticipationState.CONFIRMED})
"""States in which nobody else may have the place."""

PARTICIPATION = StateTable(
    {
        "confirm": Transition(frozenset({ParticipationState.OFFERED}), ParticipationState.CONFIRMED),
        "decline": Transition(TAKEN, ParticipationState.DECLINED),
        "withdraw_place": Transition(TAKEN, ParticipationState.DECLINED, reason_required=True),
    }
)


def place_is_offered(path: str = "") -> Q:
    """Condition on a row that leads to a participation by ``path`` (« participation__ »): the project is to answer."""
    return Q(**{f"{path}state": ParticipationState.OFFERED})


def place_is_confirmed(path: str = "") -> Q:
    """Condition on a row that leads to a participation by ``path``: the project comes."""
    return Q(**{f"{path}state": ParticipationState.CONFIRMED})


def place_attends(path: str = "") -> Q:
    """Condition on a row that leads to a participation by ``path``: the project is planned for. It comes, and did not
    leave in the course of the session.
    """
    return place_is_confirmed(path) & Q(**{f"{path}left_session_at": None})


def place_has_room(path: str = "") -> Q:
    """Condition on a row that leads to a participation by ``path``: the project comes, or left a session that had
    begun (its room and its forms stay).
    """
    return place_is_confirmed(path) | Q(**{f"{path}left_session_at__isnull": False})
