"""Enter the projects and the papers of a past edition: no mail, no job, no member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.files.erasing import erase_on_commit
from accelerator.questionnaires import queries
from accelerator.questionnaires.models import Answer, AnswerSheet, Question
from accelerator.questionnaires.pictures import RenderedPicture
from accelerator.questionnaires.sniffing import CheckedFile
from accelerator.transitions import TransitionRefused
from accelerator.web.search import normalise
from accelerator.web.shared import drop_page
from programmes.locks import lock_and_read_edition
from programmes.models import Call, Edition, Organisation
from projects.application.actions.content import refresh_search_entry
from projects.application.enums import ApplicationState
from projects.audit import record_act
from projects.history.lines import PastLine
from projects.history.models import PastDocument, PastProject
from projects.models import Application, ApplicationVersion, Participation, Project
from projects.publication.actions import close_sheet, open_sheet, refresh_sheet_entry

PAST_SHEET_COLUMNS = ("shows_structure", "shows_profile", "shows_department", "shows_summary")
"""What the sheet of a project of the past shows: no person is named."""
ANSWERS = {
    "title": "title",
    "structure_name": "structure",
    "town": "town",
    "department": "department",
    "profile": "profile",
    "summary": "summary",
}
"""Question of the usual form → field of the line."""


class HistoryRefused(TransitionRefused):
    """The edition is not of the past, or has no form."""


@transaction.atomic
def enter_past_projects(
    *, edition: Edition, lines: Sequence[PastLine], actor: User, at: datetime
) -> list[PastProject]:
    """A project that came to the session for each line whose title the edition has not yet; returns the new ones.

    Side effects: the edition is announced as of its session if it was not; projects, dossiers without a holder,
    places, an audit entry each; public sheets for the lines that request it. No mail, no job. Raises
    :class:`HistoryRefused` for an edition that may write to people.
    """
    locked = lock_and_read_edition(edition.pk, "call__form")
    call = _check_past(locked)
    when = _find_announcement(locked, call, at)
    if locked.announced_at is None:
        locked.announced_at = when
        locked.save(update_fields=["announced_at"])
    titles = {normalise(title) for title in locked.projects.values_list("title", flat=True)}
    entered = []
    for line in lines:
        if normalise(line.title) not in titles:
            titles.add(normalise(line.title))
            entered.append(_enter(locked, call, line, when, actor, at))
    return entered


def check_silent(edition: Edition) -> None:
    """Raises :class:`HistoryRefused` for an edition that may write to people."""
    if not edition.silent:
        raise HistoryRefused(
            _("Cette édition écrit aux personnes : cochez « édition passée » dans ses réglages.")
        )


def _check_past(edition: Edition) -> Call:
    check_silent(edition)
    if edition.call.form is None:
        raise HistoryRefused(_("L’appel n’a pas encore de formulaire : préparez-le d’abord."))
    return edition.call


def _find_announcement(edition: Edition, call: Call, at: datetime) -> datetime:
    """The day its projects were chosen: as entered, else a month before its session, else the end of its call."""
    if edition.announced_at:
        return edition.announced_at
    session = edition.session_starts_on
    day = edition.announces_on or (session - timedelta(days=30) if session else None)
    when = timezone.make_aware(datetime.combine(day, time(9))) if day else call.closes_at
    return min(when, at)


def _enter(
    edition: Edition, call: Call, line: PastLine, when: datetime, actor: User, at: datetime
) -> PastProject:
    edition.last_application_number += 1
    edition.save(update_fields=["last_application_number"])
    reference = f"{edition.code}-{edition.last_application_number:04d}"
    project = Project.objects.create(
        edition=edition, title=line.title, slug=_find_slug(edition, line.title, reference),
        organisation=_find_organisation(line), summary=line.summary, created_at=at,
    )  # fmt: skip
    sheet = _fill_sheet(call, line, actor, at)
    content, sent_at = queries.content(sheet), min(call.closes_at, when)
    sha256 = queries.hash_of(content.values, {})
    application = Application.objects.create(
        project=project, call=call, sheet=sheet, reference=reference, state=ApplicationState.CONFIRMED,
        created_at=at, submitted_at=sent_at, content_hash=sha256, **_read_columns(line),
    )  # fmt: skip
    ApplicationVersion.objects.create(
        application=application, number=1, submitted_at=sent_at, content_hash=sha256,
        sheet=sheet, snapshot={"answers": content.values, "files": {}},
    )  # fmt: skip
    refresh_search_entry(application, content)
    Participation.objects.create_confirmed(
        project=project, edition=edition, offered_at=when, answered_at=when
    )
    entered = PastProject.objects.create(project=project, result=line.result, entered_by=actor, entered_at=at)
    record_act(application, "enter_past_project", actor=actor, at=at, edition=edition)
    if line.publish:
        open_sheet(project=project, columns=PAST_SHEET_COLUMNS, actor=actor, at=at)
    return entered


def _read_columns(line: PastLine) -> dict[str, str]:
    return {
        "title": line.title, "structure_name": line.structure, "profile": line.profile, "department": line.department
    }  # fmt: skip


def _find_slug(edition: Edition, title: str, reference: str) -> str:
    slug = slugify(normalise(title))[:60].strip("-")
    taken = not slug or Project.objects.filter(edition=edition, slug=slug).exists()
    return f"{slug}-{slugify(reference)}".strip("-")[:80] if taken else slug


def _find_organisation(line: PastLine) -> Organisation | None:
    """The structure of that name and town, or a new one: two firms of one name are two."""
    if not line.structure:
        return None
    names = {"name": line.structure, "town": line.town}
    organisation = Organisation.objects.filter(**names).order_by("pk").first()
    return organisation or Organisation.objects.create(**names, department=line.department)


def _fill_sheet(call: Call, line: PastLine, actor: User, at: datetime) -> AnswerSheet:
    """The answers of the line to the questions of the form; read-only."""
    assert call.form
    sheet = AnswerSheet.objects.create(revision=call.form, created_at=at, saved_at=at, frozen_at=at)
    _write_answers(sheet, call, line, actor, at)
    return sheet


def _write_answers(sheet: AnswerSheet, call: Call, line: PastLine, actor: User, at: datetime) -> None:
    for question in Question.objects.filter(revision=call.form, key__in=ANSWERS).order_by("pk"):
        if value := getattr(line, ANSWERS[question.key]):
            Answer.objects.create(sheet=sheet, question=question, value=value, saved_at=at, saved_by=actor)


@transaction.atomic
def change_past_project(*, entered: PastProject, line: PastLine, actor: User, at: datetime) -> None:
    """Change a past project. Side effects: project, dossier, its sheet and its words, the public sheet; an audit
    entry.
    """
    rows = PastProject.objects.select_for_update(of=("self",)).select_related("project__edition__call__form")
    entered = rows.select_related("project__application__sheet").get(pk=entered.pk)
    project, call = entered.project, _check_past(entered.project.edition)
    application = project.application
    project.title, project.summary, project.organisation = line.title, line.summary, _find_organisation(line)
    project.save(update_fields=["title", "summary", "organisation"])
    refresh_sheet_entry(project=project.pk)
    entered.result = line.result
    entered.save(update_fields=["result"])
    Answer.objects.filter(sheet=application.sheet_id).delete()
    _write_answers(application.sheet, call, line, actor, at)
    for name, value in _read_columns(line).items():
        setattr(application, name, value)
    application.save(update_fields=list(_read_columns(line)))
    refresh_search_entry(application, queries.content(application.sheet))
    record_act(application, "change_past_project", actor=actor, at=at, edition=project.edition)
    if line.publish:
        open_sheet(project=project, columns=PAST_SHEET_COLUMNS, actor=actor, at=at)
    else:
        close_sheet(project=project, actor=actor, at=at)


@transaction.atomic
def remove_past_project(*, entered: PastProject, actor: User, at: datetime) -> None:
    """Delete it with all that was written about it here. Side effects: rows, shared pages, an audit entry."""
    project = entered.project
    close_sheet(project=project, actor=actor, at=at)
    edition, application = project.edition, project.application
    Participation.objects.filter(project=project).delete()
    application.delete()
    project.delete()
    record_act(edition, "remove_past_project", actor=actor, at=at)


MOST_DOCUMENTS = 60
TYPES = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "png", "jpg", "webp")
"""What a file may be, by the short names of ``sniffing``."""


@dataclass(frozen=True)
class PastFile:
    """A checked file; ``picture`` is the small one of an image, for pages."""

    checked: CheckedFile
    picture: RenderedPicture | None = None


@transaction.atomic
def add_past_document(
    *, document: PastDocument, file: PastFile | None = None, actor: User, at: datetime
) -> PastDocument:
    """Add a link or a file after the others. It names its edition.

    Side effects: the stored file, the row, an audit entry; the edition's page is drawn anew. Raises
    :class:`HistoryRefused` for an edition that writes to people, or has :data:`MOST_DOCUMENTS`; the database refuses
    what is neither a link nor a file.
    """
    edition = lock_and_read_edition(document.edition_id)
    check_silent(edition)
    others = edition.past_documents.all()
    if others.count() >= MOST_DOCUMENTS:
        raise HistoryRefused(_("%(count)d documents au plus par édition.") % {"count": MOST_DOCUMENTS})
    document.position = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    document.added_at = at
    _save(document, file)
    record_act(edition, "add_past_document", actor=actor, at=at)
    _refresh_public_page(edition, document.is_public)
    return document


@transaction.atomic
def change_past_document(
    *, document: PastDocument, file: PastFile | None = None, actor: User, at: datetime
) -> None:
    """Change title, address, words or who reads it; ``file`` replaces the one that is there.

    Side effects: those of adding, then the file that was replaced leaves the store. Raises ``DoesNotExist`` when it
    was removed meanwhile.
    """
    edition = lock_and_read_edition(document.edition_id)
    stored = edition.past_documents.get(pk=document.pk)
    if file is not None:
        erase_on_commit(stored.file)
        erase_on_commit(stored.thumb)
    _save(document, file)
    record_act(edition, "change_past_document", actor=actor, at=at)
    _refresh_public_page(edition, stored.is_public or document.is_public)


def _save(document: PastDocument, file: PastFile | None) -> None:
    """The row, with its new files if there are some: they go again when the row is refused."""
    if file is None:
        document.save()
        return
    checked, picture = file.checked, file.picture
    document.name, document.content_type, document.size = checked.name, checked.content_type, checked.size
    document.thumb = ""
    document.file.save(checked.name, checked.upload, save=False)
    if picture:
        document.thumb.save("thumb", ContentFile(picture.thumb), save=False)
    try:
        with transaction.atomic():
            document.save()
    except BaseException:
        for stored in filter(None, (document.file, document.thumb)):
            stored.storage.delete(stored.name or "")
        raise


@transaction.atomic
def move_past_document(*, document: PastDocument, up: bool, actor: User, at: datetime) -> None:
    """One place up or down; nothing at either end. Side effects: the rows, an audit entry; the page is drawn anew."""
    edition = lock_and_read_edition(document.edition_id)
    rows = list(edition.past_documents.order_by("position", "pk"))
    place = next((rank for rank, row in enumerate(rows) if row.pk == document.pk), None)
    if place is None:
        return
    other = place + (-1 if up else 1)
    if other not in range(len(rows)):
        return
    rows.insert(other, rows.pop(place))
    for position, row in enumerate(rows, start=1):
        row.position = position
    PastDocument.objects.bulk_update(rows, ["position"])
    record_act(edition, "move_past_document", actor=actor, at=at)
    _refresh_public_page(edition, document.is_public)


@transaction.atomic
def remove_past_document(*, document: PastDocument, actor: User, at: datetime) -> None:
    """Remove a paper. Side effects: the row, an audit entry; the page is rendered anew, then the file is deleted."""
    edition = document.edition
    removed, _rows = document.delete()
    if removed:  # another click did it otherwise
        record_act(edition, "remove_past_document", actor=actor, at=at)
        _refresh_public_page(edition, document.is_public)


def _refresh_public_page(edition: Edition, is_public: bool) -> None:
    if is_public:
        page = reverse("programmes:edition", args=[edition.slug])
        transaction.on_commit(partial(drop_page, page))
