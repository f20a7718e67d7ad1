"""Why a decision cannot be written or announced."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accelerator.transitions import TransitionRefused
from projects.models import Decision


class DecisionRefused(TransitionRefused):
    """The decision cannot be written or announced; ``message`` is the reason."""


class DecisionMoved(DecisionRefused):
    """Somebody saved another decision since the page was rendered: ``current``."""

    def __init__(self, current: Decision) -> None:
        super().__init__(
            _("%(who)s a enregistré entre-temps « %(outcome)s ». Enregistrez à nouveau pour le remplacer.")
            % {"who": current.decided_by, "outcome": current.get_outcome_display()}
        )
        self.current = current


class PlacesTaken(DecisionRefused):
    """The last places that the page listed as free went to others meanwhile: ``free`` are left."""

    def __init__(self, last: Decision | None, free: int) -> None:
        super().__init__(
            _(
                "%(who)s a retenu entre-temps « %(title)s » : il n’y a plus de place libre. Enregistrez à nouveau "
                "pour retenir ce projet en plus."
            )
            % {"who": last.decided_by, "title": last.application.title}
            if last
            else _("Il n’y a plus de place libre. Enregistrez à nouveau pour retenir ce projet en plus.")
        )
        self.free = free


class TieWithoutReason(DecisionRefused):
    """The decision parts dossiers of one score at the line: it takes a reason."""

    def __init__(self, references: Collection[str]) -> None:
        super().__init__(
            ngettext(
                "Le dossier %(others)s a la même note, au seuil : écrivez ce qui les départage.",
                "Les dossiers %(others)s ont la même note, au seuil : écrivez ce qui les départage.",
                len(references),
            )
            % {"others": ", ".join(references)}
        )


class AnnouncedTooEarly(DecisionRefused):
    """The call, reviews or the committee's meeting are still ahead (``ahead``, in sentences): it takes a reason."""

    def __init__(self, ahead: list[str]) -> None:
        super().__init__(_("Annoncer maintenant demande une raison écrite."))
        self.ahead = ahead
