"""States of letters to projects, of their lines and of commitments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    PREPARED = "prepared", _("à relire")
    SENT = "sent", _("envoyée")


class LineChange(models.TextChoices):
    """The change of a line since the letter before."""

    SAME = "same", _("inchangé")
    NEW = "new", _("nouveau")
    CHANGED = "changed", _("modifié")


class LineAnswer(models.TextChoices):
    """The answer of a project to a proposal."""

    ACCEPTED = "accepted", _("accepté")
    REFUSED = "refused", _("décliné")


class CommitmentState(models.TextChoices):
    TODO = "todo", _("à faire")
    DOING = "doing", _("en cours")
    DONE = "done", _("fait")
    DROPPED = "dropped", _("abandonné")


OPEN = frozenset({CommitmentState.TODO, CommitmentState.DOING})
"""States in which something is still awaited."""


class Confirmation(models.TextChoices):
    """The answer of the project about a commitment: whether it was fulfilled."""

    YES = "yes", _("oui, c’est fait")
    PARTLY = "partly", _("en partie")
    NOT_YET = "not_yet", _("pas encore")


class SupportUsefulness(models.IntegerChoices):
    """How useful the support was to the project."""

    NOT = 1, _("pas utile")
    LITTLE = 2, _("peu utile")
    USEFUL = 3, _("utile")
    VERY = 4, _("très utile")


class Fulfilment(models.TextChoices):
    """Commitments that are done: confirmed by their project, or declared by their body alone."""

    CONFIRMED = "confirmed", _("tenus, confirmés par le projet")
    DECLARED = "declared", _("tenus, selon l’organisme seul")


def find_fulfilment(state: str, confirmation: str) -> Fulfilment | None:
    """``None`` for one that is not done."""
    if state != CommitmentState.DONE:
        return None
    return Fulfilment.CONFIRMED if confirmation == Confirmation.YES else Fulfilment.DECLARED


def is_useful(usefulness: int | None) -> bool:
    """Whether a project rated it useful, or very useful."""
    return usefulness is not None and usefulness >= SupportUsefulness.USEFUL
