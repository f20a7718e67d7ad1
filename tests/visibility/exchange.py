"""What goes in and out of one edition of the world, its support schemes among it, and the addresses of both."""

from __future__ import annotations

from datetime import datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.test import override_settings

from accelerator.accounts.models import User
from programmes import links
from programmes.models import Edition, Programme, SupportScheme, TableImport
from projects.exchange.actions.exports import build_queued, request_export
from projects.exchange.exports.columns import groups_for
from projects.models import ExportJob, ExportTemplate
from projects.review.queries.assignment import list_jurors_with_dossiers
from tests import factories
from tests.visibility.room_examples import Example

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def exchange(edition: PopulatedEdition) -> None:
    """All of it is for the edition's organisers."""
    organiser = edition.who("organiser")
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        export, content = build_file(edition.edition, organiser, "csv", at=edition.at)
    edition.world.files[export.file.name] = content
    rows = {
        "export": export,
        "export_template": ExportTemplate.objects.create(
            edition=edition.edition,
            name=edition.text("exchange", "", "template"),
            columns=["reference"],
            created_by=organiser,
            created_at=edition.at,
        ),
        "import": TableImport.objects.create(
            edition=edition.edition,
            kind="application",
            options={"source": "paper"},
            rows=[[2, [edition.text("exchange", "", "sheet")]]],
            name=edition.text("exchange", "", "name"),
            uploaded_by=organiser,
            uploaded_at=edition.at,
            new_count=1,
            problem_count=1,
            blocking_count=1,
            problems=[
                {
                    "row": 2,
                    "column": edition.text("exchange", "", "column"),
                    "text": edition.text("exchange", "", "problem"),
                    "blocking": True,
                }
            ],
        ),
    }
    edition.world.rows |= {f"{edition.key}.{name}": row for name, row in rows.items()}


def build_file(
    edition: Edition, organiser: User, kind: str, *, at: datetime, logistics: bool = True
) -> tuple[Any, bytes]:
    """A file with every column that this organiser may request, as the job builds it, and its content."""
    columns = [column.key for group in groups_for(edition, logistics=logistics) for column in group.columns]
    options: dict[str, Any] = {"columns": columns, "logistics": logistics}
    if kind == ExportJob.Kind.PACK:
        options = {"reviewer": list_jurors_with_dossiers(edition)[0].pk}
    job = request_export(edition=edition, kind=kind, options=options, language="fr", actor=organiser, at=at)
    assert build_queued(job_id=job.pk, at=at)
    job = ExportJob.objects.get(pk=job.pk)
    with job.file.open("rb") as file:
        return job, file.read()


if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition
    from tests.visibility.world import World

SCHEME_ROWS = {
    f"programmes:{page}": "scheme_import"
    for page in "scheme_import apply_scheme_import remove_scheme_import".split()
}
SCHEME_PAGES = [f"programmes:{act}_scheme" for act in "edit verify archive restore remove".split()]


def schemes(edition: PopulatedEdition) -> None:
    """A scheme, with who answers for it, and a spreadsheet that was checked."""
    edition.world.rows[f"{edition.key}.scheme"] = factories.scheme(
        edition.edition,
        f"Dispositif {edition.key}",
        contact_name=edition.text("scheme_contact", "", "name"),
        contact_email=f"{edition.text('scheme_contact', '', 'email')}@exemple.test",
    )
    edition.world.rows[f"{edition.key}.scheme_import"] = TableImport.objects.create(
        kind="scheme",
        edition=edition.edition,
        name=f"{edition.text('scheme_import', '', 'name')}.csv",
        rows=[[2, [edition.text("scheme_import", "", "code")]]],
        uploaded_by=edition.who("organiser"),
        uploaded_at=edition.at,
    )


def foreign_scheme(world: World) -> None:
    """A scheme of another programme, which nobody of this one may know."""
    programme = Programme.objects.create(slug="autre", name="Autre programme")
    world.rows["foreign.scheme"] = SupportScheme.objects.create(
        programme=programme,
        code="foreign",
        name=world.canary("scheme_contact", "name", ""),
        organisation=factories.organisation(),
        contact_email=f"{world.canary('scheme_contact', 'email', '')}@exemple.test",
    )


def list_schemes(world: World) -> list[Example]:
    """Of one's own edition, of another of the programme, of another programme."""
    rows = {"a.scheme": "a", "b.scheme": "a", "foreign.scheme": ""}
    return [
        Example({"edition": "edition-b", "pk": world.rows["b.scheme"].pk}, edition="b"),
        *(
            Example({"edition": "edition-a", "pk": world.rows[row].pk}, edition=edition, foreign=not edition)
            for row, edition in rows.items()
        ),
    ]


def list_schemes_to_check(world: World) -> list[Example]:
    token = links.SCHEME_LINK.token_of(world.rows["a.scheme"])
    return [Example({"token": token}, linked="a"), Example({"token": f"{token}x"}, foreign=True)]
