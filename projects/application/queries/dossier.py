"""Who reads a dossier, and what they may read of it: one answer for print, PDF, files and history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.questionnaires import queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import AnswerSheet, Attachment
from accelerator.questionnaires.queries import ReadableSection
from projects.anonymity.queries import Anonymiser, hide_names, read_anonymiser
from projects.models import AccessEnd, Application, ProjectMember

HOLDER, ORGANISER, REVIEWER = "holder", "organiser", "reviewer"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a dossier: as its ``holder``, as an ``organiser`` or as a ``reviewer``.

    ``is_assigned``: a reviewer has to review it; otherwise they chair the committee or write its minutes, or read
    it without a vote (``is_read_by_juror``). ``anonymiser``: how they read it without who applies.
    """

    kind: str
    is_assigned: bool = True
    is_read_by_juror: bool = True
    anonymiser: Anonymiser | None = None

    @property
    def audiences(self) -> set[AnswerAudience]:
        """Whose answers they read: the committee never reads what is for the organisers or for the logistics."""
        return set(JURY_READS) if self.kind == REVIEWER else set(AnswerAudience)

    def mask(self, sections: list[ReadableSection]) -> list[ReadableSection]:
        """These answers as this person reads them."""
        return self.anonymiser.mask_sections(sections) if self.anonymiser else sections

    @property
    def reads_history(self) -> bool:
        return self.kind != REVIEWER

    def home_of(self, application: Application) -> str:
        """The page this person came from."""
        if self.kind == HOLDER:
            return reverse("projects:application", args=[application.reference])
        if self.kind == ORGANISER:
            slug = application.call.edition.slug
            return reverse("projects:manage_application", args=[slug, application.reference])
        if self.is_read_by_juror and not self.is_assigned:
            return reverse("projects:discussion", args=[application.reference])
        if not self.is_assigned:
            return reverse("projects:decide", args=[application.call.edition.slug, application.reference])
        return reverse("projects:review", args=[application.reference])


def reader_of(application: Application, user: User | AnonymousUser) -> Reader:
    """How this person reads the dossier, which must be ``visible_to(user)``, with ``call__edition``. One query, and
    those of :func:`read_anonymiser` for who reads it without who applies."""
    this, readers = (
        Application.objects.filter(pk=application.pk),
        Application.objects.filter(pk=OuterRef("pk")),
    )
    holds, organises, reviews, is_read_by_juror = (
        this.order_by()
        .annotate(
            is_member=Exists(readers.of_member(user)),
            is_organised=Exists(readers.read_by_organiser(user)),
            is_reviewed=Exists(readers.reviewed_by(user)),
            is_read_by_juror=Exists(readers.read_by_juror(user)),
        )
        .values_list("is_member", "is_organised", "is_reviewed", "is_read_by_juror")
        .get()
    )
    kind = HOLDER if holds else ORGANISER if organises else REVIEWER
    is_masked = kind == REVIEWER and application.call.edition.hides_identities
    anonymiser = read_anonymiser(application) if is_masked else None
    return Reader(kind, is_assigned=reviews, is_read_by_juror=is_read_by_juror, anonymiser=anonymiser)


def read_as_juror(application: Application, *, hides_names: bool) -> tuple[Reader, list[ReadableSection]]:
    """How a member of the committee reads a dossier that they review, and its answers: 2 queries, 3 with files.

    2 more where ``hides_names``; the names are then hidden on the object too.
    """
    if not hides_names:
        return Reader(REVIEWER), queries.readable(application.sheet, JURY_READS)
    every = queries.readable(application.sheet)
    reader = Reader(REVIEWER, anonymiser=read_anonymiser(application, every))
    hide_names(application)
    read = [
        replace(section, rows=[row for row in section.rows if row.question.audience in JURY_READS])
        for section in every
    ]
    return reader, reader.mask([section for section in read if section.rows])


def dossier_sections(
    sheet: AnswerSheet, reader: Reader
) -> tuple[Sequence[ReadableSection], Sequence[ReadableSection]]:
    """The answers this reader may read, and those that serve the welcome only, apart: 6 queries at most.

    An organiser's copy may go round a table: what only the logistics needs is separate, at the end. Holders
    read theirs where they wrote them.
    """
    if reader.kind != ORGANISER:
        return reader.mask(queries.readable(sheet, reader.audiences)), []
    return (
        queries.readable(sheet, reader.audiences - {AnswerAudience.LOGISTICS}),
        queries.readable(sheet, {AnswerAudience.LOGISTICS}),
    )


def readable_files(application: Application, reader: Reader) -> QuerySet[Attachment]:
    """The files of the dossier this person may download: all for holders and organisers, the jury's for reviewers.

    Organisers read those of every version that was sent, holders those of the version they are writing too.
    """
    if reader.kind == REVIEWER:
        return Attachment.objects.filter(sheet=application.sheet_id, question__audience__in=reader.audiences)
    readable = Q(sheet=application.sheet_id) | Q(sheet__version__application=application)
    if reader.kind == HOLDER:
        readable |= Q(sheet__next_application=application)
    return Attachment.objects.filter(readable)


JURY_READS = {AnswerAudience.JURY, AnswerAudience.PUBLIC}


def find_lost_dossier(member: User, reference: str, at: datetime) -> tuple[Application, AccessEnd] | None:
    """A dossier of a project that this person left."""
    left = ProjectMember.objects.former().filter(user=member).values("project")
    rows = Application.objects.filter(project__in=left)
    application = rows.select_related("call__edition").order_by().filter(reference=reference).first()
    return (application, AccessEnd.LEFT) if application else None
