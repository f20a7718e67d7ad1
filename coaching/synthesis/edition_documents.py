"""The documents of an edition as its organisers see them: their versions, what they wait for, what came since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from coaching.models import MeetingMinutes, Need, SynthesisReport
from coaching.surveys.queries import has_syntheses
from coaching.synthesis.enums import OF_EDITION, ReportKind
from programmes.models import Edition

DOCUMENTS: dict[str, tuple[Promise, Promise]] = {
    ReportKind.EDITION: (
        gettext_lazy("La synthèse de l’édition"),
        gettext_lazy(
            "De l’appel aux suites, d’après ce que chacun accepte de transmettre. Lue par les partenaires."
        ),
    ),
    ReportKind.PARTNERS: (
        gettext_lazy("Le point des partenaires"),
        gettext_lazy(
            "Besoins, réponses des organismes, décisions et engagements : à lire avant et après leur réunion."
        ),
    ),
    ReportKind.RETROSPECTIVE: (
        gettext_lazy("La rétrospective publique"),
        gettext_lazy(
            "L’histoire de l’édition pour tout le monde. Rien n’est public avant que vous la publiiez."
        ),
    ),
}


@dataclass(frozen=True)
class EditionDocument:
    """``waits_for``: why it cannot be built yet, "" when it can; ``since``: what its last version does not include."""

    kind: str
    title: Any
    about: str | Promise
    versions: list[SynthesisReport]
    waits_for: str
    since: str

    @property
    def last(self) -> SynthesisReport | None:
        """The version to write in: the last one in the reader's language, or else in the other."""
        ready = [version for version in self.versions if version.is_ready]
        spoken = get_language()
        return next((version for version in ready if version.language == spoken), next(iter(ready), None))


def list_documents(
    edition: Edition, versions: dict[int | str, list[SynthesisReport]], *, projects: int
) -> list[EditionDocument]:
    """``versions``: of :func:`~coaching.synthesis.queries.versions_for`; ``projects``: how many come. Three queries."""
    decided_at = MeetingMinutes.objects.filter(meeting__edition=edition).aggregate(last=Max("made_at"))[
        "last"
    ]
    waits = {
        ReportKind.EDITION: ""
        if has_syntheses(edition)
        else _("Elle s’établit avec la première réponse au fichier de synthèse."),
        ReportKind.PARTNERS: ""
        if Need.objects.passed_on(edition.pk).exists()
        else _("Il s’établit dès qu’un projet transmet un besoin aux partenaires."),
        ReportKind.RETROSPECTIVE: ""
        if projects
        else _("Elle s’établit dès qu’un projet a confirmé sa venue."),
    }
    return [
        EditionDocument(kind, *DOCUMENTS[kind], found, waits[kind], _describe_since(kind, found, decided_at))
        for kind in OF_EDITION
        for found in [versions.get(kind, [])]
    ]


def _describe_since(kind: str, versions: list[SynthesisReport], decided_at: datetime | None) -> str:
    built = [version.built_at for version in versions if version.is_ready and version.built_at]
    if not built or decided_at is None or max(built) > decided_at:
        return ""
    return _("Depuis, les partenaires se sont réunis : une nouvelle version dira ce qu’ils ont décidé.")
