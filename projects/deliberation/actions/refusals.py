"""Why a meeting refuses what somebody asks of it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accelerator.transitions import TransitionRefused
from projects.deliberation.checks import Refusal


class DeliberationRefused(TransitionRefused):
    """It cannot be done in this meeting, or not now; ``message`` is the reason."""


class MeetingClosed(DeliberationRefused):
    def __init__(self) -> None:
        super().__init__(_("La séance est close : rien n’y change plus."))


class MeetingPaused(DeliberationRefused):
    def __init__(self) -> None:
        super().__init__(_("La séance est suspendue : attendez sa reprise."))


class DecisionsRefused(DeliberationRefused):
    """Decisions that cannot stand together, or not without a sentence: ``refusals``, each with its text."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.text for refusal in refusals))
        self.refusals = refusals
