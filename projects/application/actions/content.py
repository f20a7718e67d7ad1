"""Once answers were sent: columns, searched words, slug and organisation follow, from one reading of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.queries import Content
from accelerator.questionnaires.siret import number_of
from accelerator.web.search import normalise
from programmes.capabilities import Capability
from programmes.models import Organisation, Role
from projects.application.actions.answers import write_columns
from projects.application.actions.versions import record_version
from projects.models import Application, ApplicationVersion, Project, SearchEntry
from projects.signals import content_adopted

BESIDE_ANSWERS = ("reference", "holder_name", "department")
"""Searched columns beside the answers: the name of an account, the name of a département."""
NAMES = ("reference", "title", "structure_name")
"""Columns that name a dossier for every reader."""


def refresh_search_entry(application: Application, content: Content) -> None:
    """Write the words of what was just sent. To be called once its columns are up to date. 1 query."""
    SearchEntry.objects.bulk_create(
        [entry_of(application, content.questions, content.values)],
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["words", "names"],
    )


def entry_of(
    application: Application, questions: Iterable[Question], values: Mapping[str, object]
) -> SearchEntry:
    """The row to write. ``values``: question key → value, for the visible questions of the dossier."""
    words = words_of(application, questions, values)
    names = " ".join(getattr(application, column) for column in NAMES)
    return SearchEntry(application=application, call_id=application.call_id, words=words, names=names)


def words_of(application: Application, questions: Iterable[Question], values: Mapping[str, object]) -> str:
    """All the texts of the dossier, in both languages for choices."""
    answers = (
        kinds.join_search_texts(question, values[question.key])
        for question in questions
        if question.key in values and question.audience != AnswerAudience.LOGISTICS
    )
    return " ".join([*(getattr(application, name) for name in BESIDE_ANSWERS), *answers])


@transaction.atomic
def update_project_identity(application: Application, values: Mapping[str, object]) -> None:
    """Bring the project in line with the answers just sent; the columns of the application are up to date.

    Side effects: its readable address; its organisation, found by its SIRET or created; the role of its holders is held
    through it, unless it was through another.
    """
    project = application.project
    siret = number_of(values.get("siret"))
    details = {
        "name": application.structure_name,
        "town": str(values.get("town") or "")[:120],
        "department": application.department,
    }
    if siret:
        organisation = Organisation.objects.filter(siret=siret).order_by("pk").first()
        project.organisation = organisation or Organisation.objects.create(siret=siret, **details)
    elif application.structure_name and str(project.organisation or "") != application.structure_name:
        project.organisation = Organisation.objects.create(**details)
    _save_with_free_slug(project, slugify(application.reference))
    Role.objects.who_can(Capability.HOLD_PROJECT).filter(
        edition=project.edition_id,
        organisation=None,
        user__in=project.members.present().values("user"),
    ).update(organisation=project.organisation)


def _save_with_free_slug(project: Project, reference: str) -> None:
    """Save the project with a slug from its title; with the reference appended when another project of the edition has
    it, even just now.
    """
    slug = slugify(normalise(project.title))[:60].strip("-")
    own = f"{slug}-{reference}".strip("-")[:80]
    taken = Project.objects.filter(edition=project.edition_id, slug=slug).exclude(pk=project.pk).exists()
    project.slug = slug if slug and not taken else own
    try:
        with transaction.atomic():
            project.save(update_fields=["organisation", "slug"])
    except IntegrityError:
        project.slug = own
        project.save(update_fields=["organisation", "slug"])


def adopt_content(
    *, application: Application, content: Content, actor: User, at: datetime
) -> ApplicationVersion:
    """Update a dossier with the content just sent. The caller has locked its row and frozen its sheet.

    Side effects: its columns and searched words, its project's address and organisation, the findings of the call's
    rules, a version, the keys that detect duplicates (``content_adopted``). Returns the version.
    """
    write_columns(application, content.values)
    refresh_search_entry(application, content)
    update_project_identity(application, content.values)
    version = record_version(application=application, content=content, actor=actor, at=at)
    content_adopted.send(Application, application=application, content=content, at=at)
    return version
