"""The states of a project in the year after its session."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FollowUpState(models.TextChoices):
    """The answers to the question ``state`` of the follow-ups, see ``surveys/ready/follow_up.toml``."""

    CONTINUED = "continued", _("continue comme prévu")
    REORIENTED = "reoriented", _("continue autrement")
    FINISHED = "finished", _("est terminé")
    SUSPENDED = "suspended", _("est en pause")
    ABANDONED = "abandoned", _("est abandonné")

    @property
    def plural_label(self) -> Promise:
        """The label for several projects, after their number."""
        return _PLURALS[self]


_PLURALS: dict[FollowUpState, Promise] = {
    FollowUpState.CONTINUED: _("continuent"),
    FollowUpState.REORIENTED: _("continuent autrement"),
    FollowUpState.FINISHED: _("terminés"),
    FollowUpState.SUSPENDED: _("en pause"),
    FollowUpState.ABANDONED: _("abandonnés"),
}

ALIVE = frozenset({FollowUpState.CONTINUED, FollowUpState.REORIENTED, FollowUpState.FINISHED})
"""States of a project that reached its aim, or continues."""
