"""Who may write the decision of a dossier, and the order of the reserves."""

from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from projects.application.states import SCORED
from projects.conflicts.enums import Conflict, Interest
from projects.conflicts.queries import Conflicts, find_conflict
from projects.decision.actions.refusals import DecisionRefused
from projects.models import Application


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
    if conflict == Conflict.MEMBER:
        raise DecisionRefused(
            _("Vous tenez ou avez tenu ce dossier : une autre personne enregistre la décision.")
        )
    if conflicts.because.get(application.pk) == Interest.REVIEW_PENDING:
        raise DecisionRefused(
            _("Envoyez d’abord votre évaluation de ce dossier, ou déportez-vous : la décision vient ensuite.")
        )
