"""Reads about reports: for one reader, and the documents of an edition for its organisers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy

from accelerator.accounts.models import User
from coaching.models import EditedSection, MeetingMinutes, Need, SynthesisReport
from coaching.surveys.queries import has_syntheses
from coaching.synthesis.enums import OF_EDITION, PENDING, ReportKind
from programmes.models import Edition
from projects.models import Application, Participation, Project


def list_documents_for(user: User, project: Project) -> list[SynthesisReport]:
    """The last synthesis of this project in each language that this person may open, theirs first; one query."""
    rows = (
        SynthesisReport.objects.visible_to(user)
        .ready()
        .filter(kind=ReportKind.PROJECT, participation__project=project)
        .order_by("-version")
        .defer("facts", "content")
    )
    latest: dict[str, SynthesisReport] = {}
    for row in rows:
        latest.setdefault(row.language, row)
    spoken = get_language()
    return sorted(latest.values(), key=lambda report: report.language != spoken)


def list_reported_participations(user: User, edition: Edition) -> QuerySet[Participation]:
    """The projects of an edition that may have a synthesis, and that this organiser may read."""
    read = Application.objects.read_by_organiser(user).order_by().values("project")
    rows = Participation.objects.confirmed().filter(edition=edition, project__in=read)
    rows = rows.select_related("project__organisation")
    return rows.order_by("project__title", "pk")


def list_versions_by_place(
    edition: Edition, participations: list[int]
) -> dict[int | str, list[SynthesisReport]]:
    """Versions by participation, newest first; by kind, those of the edition itself. One query."""
    rows = (
        SynthesisReport.objects.filter(
            Q(participation__in=participations) | Q(participation=None), edition=edition
        )
        .order_by("-requested_at", "-pk")
        .defer("facts", "content")
    )
    versions: dict[int | str, list[SynthesisReport]] = {}
    for report in rows[:1000]:
        versions.setdefault(report.participation_id or report.kind, []).append(report)
    return versions


def count_pending_reports(edition: Edition) -> int:
    """How many syntheses of this edition are awaited."""
    return SynthesisReport.objects.filter(edition=edition, state__in=PENDING).count()


def find_edition_reports(
    user: User, edition: Edition, language: str, *kinds: ReportKind
) -> dict[str, SynthesisReport]:
    """By kind, the latest report of the edition that this person may read, in their language if there is one, without
    its content. One query.
    """
    ready = SynthesisReport.objects.visible_to(user).ready().filter(edition=edition)
    ranked = ready.annotate(is_theirs=Q(language=language)).order_by("-is_theirs", "-version", "-pk")
    last = Q()
    for kind in kinds:
        last |= Q(pk=Subquery(ranked.filter(kind=kind).values("pk")[:1]))
    rows = SynthesisReport.objects.filter(last).order_by("pk").defer("content")
    return {report.kind: report for report in rows}


def find_published(edition: Edition, language: str) -> SynthesisReport | None:
    """The public retrospective, in the reader's language if possible; one query."""
    published = (
        SynthesisReport.objects.published().filter(edition=edition).annotate(is_theirs=Q(language=language))
    )
    return published.order_by("-is_theirs", "-published_at", "-pk").first()


def has_edition_report() -> Exists:
    """An annotation for editions: whether their synthesis was built."""
    return Exists(SynthesisReport.objects.ready().filter(edition=OuterRef("pk"), kind=ReportKind.EDITION))


def list_edits(report: SynthesisReport) -> list[EditedSection]:
    """The texts of organisers in the sections of this document, whatever its version. One query."""
    edits = EditedSection.objects.filter(
        edition=report.edition_id,
        participation=report.participation_id,
        kind=report.kind,
        language=report.language,
    )
    return list(edits.select_related("written_by", "draft__saved_by").order_by("section"))


def list_version_ids(report: SynthesisReport, state: str) -> list[int]:
    """The versions of this document that are in this state, the oldest first. One query."""
    versions = SynthesisReport.objects.versions_of(report).filter(state=state).order_by("version")
    return list(versions.values_list("pk", flat=True))


def list_versions(report: SynthesisReport) -> QuerySet[SynthesisReport]:
    """The versions of the same document that are ready, the newest first."""
    rows = SynthesisReport.objects.versions_of(report).ready()
    return rows.order_by("-version").defer("facts")


def find_version_before(user: User, report: SynthesisReport) -> SynthesisReport | None:
    """The version before this one, for who may read it: its changes would reveal its content. One query."""
    visible = SynthesisReport.objects.visible_to(user).order_by()
    earlier = list_versions(report).filter(version__lt=report.version, pk__in=visible.values("pk"))
    return earlier.exclude(content={}).first()


@dataclass(frozen=True)
class Document:
    """A synthesis to read (``href``) or to download (``file``), and its date."""

    language: str
    href: str
    file: str
    built_at: datetime | None


def list_documents_by_place(participations: Iterable[int]) -> dict[int, list[Document]]:
    """The last synthesis of each project in each language, the latest version first. One query."""
    rows = (
        SynthesisReport.objects.ready()
        .filter(participation__in=participations, kind=ReportKind.PROJECT)
        .order_by("-version")
        .values_list("participation", "language", "pk", "built_at")
    )
    by_place: dict[int, list[Document]] = {}
    for participation, language, pk, built_at in rows:
        documents = by_place.setdefault(participation, [])
        if language not in {document.language for document in documents}:
            page, file = (reverse(f"coaching:report_{name}", args=[pk]) for name in ("page", "file"))
            documents.append(Document(language, page, file, built_at))
    return by_place


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
class FoldedVersions:
    """The versions of a document, the replaced ones apart. ``earlier``: versions that a later one of the same language
    replaces, and that are not public.
    """

    current: list[SynthesisReport]
    earlier: list[SynthesisReport]


def fold_versions(versions: Iterable[SynthesisReport]) -> FoldedVersions:
    """``versions``, the latest first. Pending and failed ones are current."""
    folded = FoldedVersions([], [])
    languages = set()
    for version in versions:
        is_replaced = version.is_ready and version.language in languages and not version.published_at
        (folded.earlier if is_replaced else folded.current).append(version)
        if version.is_ready:
            languages.add(version.language)
    return folded


@dataclass(frozen=True)
class EditionDocument:
    """A kind of document of an edition, with its last version. ``waits_for``: why it cannot be built yet, or "";
    ``since``: later answers that its last version does not include.
    """

    kind: str
    title: str | Promise
    about: str | Promise
    versions: list[SynthesisReport]
    waits_for: str
    since: str

    @property
    def folded_versions(self) -> FoldedVersions:
        return fold_versions(self.versions)

    @property
    def last(self) -> SynthesisReport | None:
        """The version to edit: the last one in the reader's language, or else in the other."""
        ready = [version for version in self.versions if version.is_ready]
        spoken = get_language()
        return next((version for version in ready if version.language == spoken), next(iter(ready), None))


def list_documents(
    edition: Edition, versions: dict[int | str, list[SynthesisReport]], *, projects: int
) -> list[EditionDocument]:
    """``versions``: the result of :func:`~coaching.synthesis.queries.list_versions_by_place`; ``projects``: how many
    come. Three queries.
    """
    decided_at = MeetingMinutes.objects.filter(meeting__edition=edition).aggregate(last=Max("created_at"))[
        "last"
    ]
    waits = {
        ReportKind.EDITION: ""
        if has_syntheses(edition)
        else _("Elle s’établit avec la première réponse au fichier de synthèse."),
        ReportKind.PARTNERS: ""
        if Need.objects.for_partners([edition.pk]).exists()
        else _("Il s’établit dès qu’un projet transmet un besoin aux partenaires."),
        ReportKind.RETROSPECTIVE: ""
        if projects
        else _("Elle s’établit dès qu’un projet a confirmé sa venue."),
    }
    return [
        EditionDocument(
            kind, *DOCUMENTS[kind], reports, waits[kind], _describe_since(kind, reports, decided_at)
        )
        for kind in OF_EDITION
        for reports in [versions.get(kind, [])]
    ]


def _describe_since(kind: str, versions: list[SynthesisReport], decided_at: datetime | None) -> str:
    built = [version.built_at for version in versions if version.is_ready and version.built_at]
    if not built or decided_at is None or max(built) > decided_at:
        return ""
    return _("Depuis, les partenaires se sont réunis : une nouvelle version dira ce qu’ils ont décidé.")
