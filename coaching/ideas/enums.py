"""Words for the *Grand Mix des idées*."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.session.planning.feasibility import PITCH_MINUTES


class ContributionKind(models.TextChoices):
    REMARK = "remark", _("Remarque")
    SUGGESTION = "suggestion", _("Suggestion")
    IDEA = "idea", _("Idée")


class AuthorRole(models.TextChoices):
    PEER = "peer", _("pair")
    EXPERT = "expert", _("expert")


class Visibility(models.TextChoices):
    """On the wall: visible, pending until a facilitator has read it, or hidden by one."""

    VISIBLE = "visible", _("visible")
    PENDING = "pending", _("à relire")
    HIDDEN = "hidden", _("masquée")


class ModerationReason(models.TextChoices):
    """What made an idea wait for a facilitator."""

    WORDS = "words", _("un mot à relire")
    CAPITALS = "capitals", _("presque tout en capitales")
    LINK = "link", _("un lien")
    MARKUP = "markup", _("du code")
    NAME = "name", _("signée d’un nom que son auteur n’a pas reconnu")


class Verdict(models.TextChoices):
    """What those who hold the project make of it."""

    KEEP = "keep", _("gardée")
    DIG = "dig", _("à creuser")
    SET_ASIDE = "aside", _("mise de côté")


class RoundState(models.TextChoices):
    PLANNED = "planned", _("à venir")
    OPEN = "open", _("en cours")
    CLOSED = "closed", _("terminé")


class RotationPart(models.TextChoices):
    """What somebody does while tables turn."""

    SWAPS = "swaps", _("reçoit et visite tour à tour")
    MOVES = "moves", _("visite à tous les tours")
    STAYS = "stays", _("reçoit à tous les tours")
    OUT = "out", _("ne s’assoit pas")


class TableLayout(models.TextChoices):
    """How the tables of a mix stand: from :data:`LAYOUTS_FROM` projects on, one a table is not the only way."""

    ONE = "one", _("Un projet par table")
    TWO = "two", _("Deux projets par table")
    HALVES = "halves", _("Deux séances en parallèle")

    @property
    def per_table(self) -> int:
        return 2 if self == TableLayout.TWO else 1

    @property
    def extra_minutes(self) -> int:
        """What it adds to a round: a second project is presented, in the time of a pitch."""
        return PITCH_MINUTES * (self.per_table - 1)


LAYOUTS_FROM = 30
"""Projects from which other layouts are proposed."""
