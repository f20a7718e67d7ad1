"""Identity of a project: its slug and its organisation, from its dossier."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accelerator.questionnaires.siret import number_of
from accelerator.web.search import normalise
from programmes.enums import RoleName
from programmes.models import Organisation, Role
from projects.models import Application, Project


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
    Role.objects.active().filter(
        edition=project.edition_id,
        name=RoleName.HOLDER,
        organisation=None,
        user__in=project.members.present().values("user"),
    ).update(organisation=project.organisation)


def _save_with_free_slug(project: Project, reference: str) -> None:
    """From the title; with the reference behind when another project of the edition took it, even just now."""
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
