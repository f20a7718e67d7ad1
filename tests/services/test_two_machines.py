"""Two web servers and two workers that share no folder: what is made through one is there for the other."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from accelerator.questionnaires.models import Attachment
from coaching.models import SynthesisReport
from projects.models import ExportJob
from tests import factories
from tests.services import processes
from tests.support.dossiers import draft, full_form, lead
from tests.support.pdfs import PDF
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bucket() -> Iterator[dict[str, str]]:
    """The variables of a bucket on a stand-in for S3."""
    port = processes.free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    variables = {
        "S3_BUCKET": "possibles",
        "S3_ENDPOINT": f"http://127.0.0.1:{port}",
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
    }
    boto3.client(
        "s3",
        endpoint_url=variables["S3_ENDPOINT"],
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).create_bucket(Bucket="possibles")
    yield variables
    server.stop()


@pytest.fixture
def machines(bucket: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Addresses of two web servers; each has a worker beside it and a folder of its own."""
    redis = processes.free_port()
    with ExitStack() as stack:
        processes.run_redis(stack, redis)
        addresses = []
        for name in ("first", "second"):
            env = processes.environment(tmp_path / name, REDIS_URL=f"redis://127.0.0.1:{redis}/0", **bucket)
            (tmp_path / name / "fonts").symlink_to(settings.ROOT / "var" / "fonts")
            processes.run(stack, processes.WORKER, env)
            addresses.append(processes.run_web(stack, env))
        yield addresses[0], addresses[1]


def done(row: Any) -> bool:
    row.refresh_from_db()
    assert row.state != "failed"
    return bool(row.state == "ready")


def downloaded(browser: httpx.Client, name: str, *key: Any) -> bytes:
    answer = browser.get(reverse(name, args=key))
    assert answer.status_code == 200
    return answer.content


def test_a_file_written_by_one_machine_is_downloaded_from_the_other(
    machines: tuple[str, str], as_user: AsUser, tmp_path: Path
) -> None:
    world = factories.edition_with(participations=1, form=full_form())
    answered(synthesis_survey(world.edition), world.participations[0])
    application = draft(factories.edition(form=full_form()), at=timezone.now())
    holder, organiser = as_user(lead(application)), as_user(world.organiser)
    (first, second), slug = machines, world.edition.slug

    upload = processes.browse(first, holder).post(
        reverse("projects:application_upload", args=[application.reference, "attachments"]),
        files={"file": ("plan.pdf", PDF)},
    )
    asked = processes.browse(first, organiser)
    export = asked.post(
        reverse("projects:export_table", args=[slug]),
        data={"columns": ["reference"], "kind": "csv", "state": "", "verb": "export"},
    )
    report = asked.post(
        reverse("coaching:manage_reports", args=[slug]), data={"what": "edition", "language": "fr"}
    )

    assert (upload.status_code, export.status_code, report.status_code) == (200, 302, 302)
    table, synthesis = ExportJob.objects.get(), SynthesisReport.objects.get()
    processes.until(lambda: done(table) and done(synthesis))
    for address in (first, second):
        owner, reader = processes.browse(address, holder), processes.browse(address, organiser)
        file = Attachment.objects.get()
        assert downloaded(owner, "projects:application_file", application.reference, file.pk) == PDF
        assert "Référence".encode() in downloaded(reader, "projects:export_file", slug, table.pk)
        assert downloaded(reader, "coaching:report_file", synthesis.pk).startswith(b"%PDF")
    assert not [path for name in ("first", "second") for path in (tmp_path / name).glob("media/**/*")]
