"""States and types of the *Grand Mix des idées*."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.rows.models import is_active_row
from accelerator.transitions import StateTable, Transition
from coaching.session.planning.feasibility import PITCH_MINUTES


class ContributionKind(models.TextChoices):
    REMARK = "remark", _("Remarque")
    SUGGESTION = "suggestion", _("Suggestion")
    IDEA = "idea", _("Idée")


class AuthorRole(models.TextChoices):
    PEER = "peer", _("pair")
    EXPERT = "expert", _("expert")


class Visibility(models.TextChoices):
    """State of an idea on the wall: visible, pending until a facilitator has read it, or hidden by one."""

    VISIBLE = "visible", _("visible")
    PENDING = "pending", _("à relire")
    HIDDEN = "hidden", _("masquée")


class ModerationReason(models.TextChoices):
    """Why an idea awaits a facilitator."""

    WORDS = "words", _("un mot à relire")
    CAPITALS = "capitals", _("presque tout en capitales")
    LINK = "link", _("un lien")
    MARKUP = "markup", _("du code")
    NAME = "name", _("signée d’un nom que son auteur n’a pas reconnu")


class Verdict(models.TextChoices):
    """The holders' verdict on an idea."""

    KEEP = "keep", _("gardée")
    DIG = "dig", _("à creuser")
    SET_ASIDE = "aside", _("mise de côté")


class RoundState(models.TextChoices):
    PLANNED = "planned", _("à venir")
    OPEN = "open", _("en cours")
    CLOSED = "closed", _("terminé")


class RotationPart(models.TextChoices):
    """The part of a person in the rotation."""

    SWAPS = "swaps", _("reçoit et visite tour à tour")
    MOVES = "moves", _("visite à tous les tours")
    STAYS = "stays", _("reçoit à tous les tours")
    OUT = "out", _("ne s’assoit pas")


class TableLayout(models.TextChoices):
    """How many projects share a table, and when. Proposed from :data:`LAYOUTS_FROM` projects on."""

    ONE = "one", _("Un projet par table")
    TWO = "two", _("Deux projets par table")
    HALVES = "halves", _("Deux séances en parallèle")

    @property
    def per_table(self) -> int:
        return 2 if self == TableLayout.TWO else 1

    @property
    def extra_minutes(self) -> int:
        """The minutes it adds to a round: the presentation of a second project."""
        return PITCH_MINUTES * (self.per_table - 1)


LAYOUTS_FROM = 30
"""The number of projects from which other layouts are proposed."""

PLANNED, OPEN, CLOSED = RoundState.PLANNED.value, RoundState.OPEN.value, RoundState.CLOSED.value

MIX_ROUND = StateTable(
    {
        "open_round": Transition(frozenset({PLANNED, CLOSED}), OPEN),
        "close_round": Transition(frozenset({OPEN}), CLOSED),
    }
)


def is_visible(path: str = "") -> Q:
    """Condition: the wall and the project's holders may read the idea at ``path``: ``"sources__"``."""
    return is_active_row(path) & Q(**{f"{path}visibility": Visibility.VISIBLE})
