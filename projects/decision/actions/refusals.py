"""Why a decision cannot be written or announced, and who may write it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _, ngettext

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from programmes.models import Edition
from projects.application.enums import SCORED
from projects.conflicts.queries import Conflicts, find_conflict
from projects.decision.enums import Outcome
from projects.models import (
    Application,
    Conflict,
    Decision,
    DecisionLetter,
    Interest,
    Meeting,
    PendingDecision,
)


class DecisionRefused(TransitionRefused):
    """The decision cannot be written or announced; ``message`` is the reason."""


def check_reason(outcome: Outcome, reason: str) -> None:
    """Raises for a refusal without its reason, as the constraints of both tables of decisions do."""
    if outcome == Outcome.NOT_SELECTED and not reason:
        raise DecisionRefused(_("Une décision défavorable indique sa raison."))


class DecisionMoved(DecisionRefused):
    """Somebody saved another decision since the page was rendered: ``current``."""

    def __init__(self, current: Decision | PendingDecision) -> None:
        super().__init__(
            _("%(who)s a enregistré entre-temps « %(outcome)s ». Enregistrez à nouveau pour le remplacer.")
            % {"who": current.decided_by, "outcome": current.get_outcome_display()}
        )
        self.current = current


class PlacesTaken(DecisionRefused):
    """The last places that the page listed as free went to others meanwhile: ``free`` are left."""

    def __init__(self, last: Decision | PendingDecision | None, free: int) -> None:
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
    """The call, reviews or the committee's meeting are still ahead (``upcoming``, in sentences): it takes a reason."""

    def __init__(self, upcoming: list[str]) -> None:
        super().__init__(_("Annoncer maintenant demande une raison écrite."))
        self.upcoming = upcoming


def check_no_meeting(edition: Edition) -> None:
    """Raises while a meeting of the committee is open: what is decided is decided there. One query."""
    if Meeting.objects.open().filter(edition=edition).exists():
        raise DecisionRefused(_("Une séance du comité est ouverte : les décisions s’y prennent."))


class LettersUnread(DecisionRefused):
    """Nobody has read ``number`` letters as they would leave, more than ``actor`` agreed to send so."""

    def __init__(self, number: int) -> None:
        super().__init__(
            ngettext(
                "%(n)s message n’a été relu par personne. Relisez-le, ou cochez la case pour l’envoyer tel quel.",
                "%(n)s messages n’ont été relus par personne. Relisez-les, ou cochez la case pour les envoyer tels "
                "quels.",
                number,
            )
            % {"n": number}
        )
        self.number = number


class LetterMoved(DecisionRefused):
    """Somebody saved another version of the letter since the page was rendered: ``current``."""

    def __init__(self, current: DecisionLetter) -> None:
        super().__init__(
            _("%(who)s a modifié ce message entre-temps. Enregistrez à nouveau pour remplacer son texte.")
            % {"who": current.saved_by}
        )
        self.current = current


def check_may_rank(conflicts: Conflicts) -> None:
    """Raises for an actor with hidden dossiers: they move none past these, and no refusal reveals their ranks."""
    if conflicts.withholds_totals:
        raise DecisionRefused(
            _(
                "L’ordre de la liste complémentaire se décide sans vous : il peut concerner un dossier qui vous est "
                "caché."
            )
        )


def check_may_decide(application: Application, actor: User, conflicts: Conflicts) -> None:
    if application.state not in SCORED:
        raise DecisionRefused(_("La décision de ce dossier est annoncée : elle ne change plus."))
    conflict = find_conflict(application, actor)
    if conflict == Conflict.SET_ASIDE:
        raise DecisionRefused(
            _("Vous êtes en déport sur ce dossier : une autre personne enregistre la décision.")
        )
    if conflict == Conflict.NO_VOTE:
        raise DecisionRefused(
            _("Vous avez un lien avec ce dossier : une autre personne enregistre la décision.")
        )
    if conflict == Conflict.MEMBER:
        raise DecisionRefused(
            _("Vous tenez ou avez tenu ce dossier : une autre personne enregistre la décision.")
        )
    if conflicts.because.get(application.pk) == Interest.UNDECLARED:
        raise DecisionRefused(
            _("Dites d’abord si vous avez un lien avec ce dossier : la décision vient ensuite.")
        )
    if conflicts.because.get(application.pk) == Interest.REVIEW_PENDING:
        raise DecisionRefused(
            _("Envoyez d’abord votre évaluation de ce dossier, ou déportez-vous : la décision vient ensuite.")
        )
