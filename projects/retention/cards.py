"""The retention cards: the texts of each kind of dossiers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from projects.models import Application, ErasureKind
from projects.retention.models import PlannedErasure
from projects.retention.queries import Outlook

HEADINGS: dict[str, object] = {
    ErasureKind.DRAFTS: _("Brouillons jamais déposés"),
    ErasureKind.UNSELECTED: _("Dossiers déposés, hors projets retenus"),
    ErasureKind.SELECTED: _("Projets retenus"),
}
GOING: dict[str, Any] = {
    ErasureKind.DRAFTS: ngettext_lazy(
        "%(count)d brouillon sera effacé, avec ses fichiers.",
        "%(count)d brouillons seront effacés, avec leurs fichiers.",
        "count",
    ),
    ErasureKind.UNSELECTED: ngettext_lazy(
        "%(count)d dossier non retenu sera anonymisé.",
        "%(count)d dossiers non retenus seront anonymisés.",
        "count",
    ),
    ErasureKind.SELECTED: ngettext_lazy(
        "%(count)d projet retenu sera anonymisé.", "%(count)d projets retenus seront anonymisés.", "count"
    ),
}
UNTIL_DECIDED = ngettext_lazy(
    "%(count)d dossier déposé sera anonymisé.", "%(count)d dossiers déposés seront anonymisés.", "count"
)
AWAITED = ngettext_lazy(
    "%(count)d attend encore une décision : retenu, il sera gardé plus longtemps.",
    "%(count)d attendent encore une décision : ceux qui seront retenus seront gardés plus longtemps.",
    "count",
)
NONE: dict[str, object] = {
    ErasureKind.DRAFTS: _("Aucun brouillon n’attend d’être effacé."),
    ErasureKind.UNSELECTED: _("Aucun dossier n’attend d’être anonymisé."),
    ErasureKind.SELECTED: _("Aucun projet retenu n’attend d’être anonymisé."),
}
WHAT: dict[str, object] = {
    ErasureKind.DRAFTS: _("S’effacent : le dossier entier, ses pièces jointes et les messages à son sujet."),
    ErasureKind.UNSELECTED: _(
        "S’effacent : noms, contacts, textes, pièces jointes, commentaires et messages. Restent : "
        "numéro, état, profil, département, notes chiffrées et décision."
    ),
    ErasureKind.SELECTED: _(
        "S’effacent : noms, contacts, textes, pièces jointes, commentaires, messages, photos, ce qui s’est dit et "
        "dessiné pendant la session et le suivi. Restent : numéro, profil, département, notes chiffrées, décision, "
        "réponses à cocher des enquêtes, présences sans nom, et les documents de l’édition déjà établis ou approuvés."
    ),
}


def describe_erasure(application: Application, *, has_place: bool) -> Any:
    """What is erased and what stays of this dossier."""
    if application.submitted_at is None:
        return WHAT[ErasureKind.DRAFTS]
    return WHAT[ErasureKind.SELECTED if has_place else ErasureKind.UNSELECTED]


@dataclass(frozen=True)
class RetentionCard:
    """The texts about one kind of dossiers."""

    outlook: Outlook

    @property
    def kind(self) -> str:
        return str(self.outlook.kind)

    @property
    def plan(self) -> PlannedErasure:
        return self.outlook.plan

    @property
    def heading(self) -> Any:
        return HEADINGS[self.kind]

    @property
    def going(self) -> str:
        """How many are erased, and how many of these may still be selected; the template puts the day before it."""
        undecided = self.outlook.undecided
        if not undecided:
            return str(GOING[self.kind] % {"count": self.outlook.count})
        return f"{UNTIL_DECIDED % {'count': self.outlook.count}} {AWAITED % {'count': undecided}}"

    @property
    def none(self) -> object:
        return NONE[self.kind]

    @property
    def what(self) -> Any:
        return WHAT[self.kind]

    @property
    def is_due(self) -> bool:
        """Whether some dossiers have a day of erasure."""
        return bool(self.outlook.count and self.outlook.due_on)
