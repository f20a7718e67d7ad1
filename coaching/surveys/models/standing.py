"""Which links stand: what was answered, and what is still to be."""

from django.db import models
from django.db.models import Q

from coaching.surveys.enums import InvitationState
from projects.decision.enums import place_is_confirmed


def stands(path: str = "") -> Q:
    """Answered, or of a project that did not give its place up."""
    return Q(**{f"{path}state": InvitationState.SENT}) | place_is_confirmed(f"{path}participation__")


def standing_counts(path: str = "") -> dict[str, models.Count]:
    """How many links stand (``total``), and how many of them are in each state, under its name."""
    standing = stands(path)
    states = {
        state.value: models.Count(f"{path}pk", filter=standing & Q(**{f"{path}state": state}))
        for state in InvitationState
    }
    return {"total": models.Count(f"{path}pk", filter=standing), **states}
