"""The operations guide, typed as it stands, from a bare folder to a site restored from its backup."""

import re
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services.processes import free_port
from tests.services.site_folder import (
    ROOT,
    SiteFolder,
    copy_release,
    database_url,
    run_own_redis,
    wait_until,
)

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
READ_VARIABLES = "set -a; . ./possibles.env; set +a\n"
HOST = "possibles.example.org"
UNITS = ["possibles-web", "possibles-worker", "possibles-beat"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def section(title: str) -> str:
    return re.split(rf"^## {title}$", GUIDE, flags=re.MULTILINE)[1].split("\n## ")[0]


def commands(title: str) -> list[str]:
    """The blocks of a section that are to be typed."""
    return re.findall(r"^```sh\n(.*?)^```$", section(title), re.MULTILINE | re.DOTALL)


class Operator:
    """Somebody who follows the guide, in a bare folder, on this machine's PostgreSQL."""

    def __init__(self, top: Path, redis: str) -> None:
        self.redis = redis
        self.folder, self.files = top / "srv", top / "files"
        self.port, self.database = free_port(), f"guide_{uuid.uuid4().hex[:12]}"
        self.site = SiteFolder(
            top,
            words={
                "/srv/possibles": str(self.folder),
                "/var/lib/possibles": str(self.files),
                "/etc/systemd/system": str(top / "units"),
                "127.0.0.1:8000": f"127.0.0.1:{self.port}",
                "createdb possibles": f"createdb {self.database}",
            },
        )

    def unpack(self) -> None:
        """The release, and the variables of the guide with the addresses of this machine."""
        copy_release(self.folder)
        for unit in self.folder.glob("deploy/*.service"):
            unit.write_text(self.site.here(unit.read_text()))
        here = {
            "DATABASE_URL": database_url(self.database),
            "REDIS_URL": self.redis,
            "EMAIL_URL": "",  # a folder of files
            "POSSIBLES_VAR": str(self.files),
        }
        (variables,) = re.findall(r"^```ini\n(.*?)^```$", section("Installing"), re.MULTILINE | re.DOTALL)
        documented_values = dict(line.split("=", 1) for line in variables.splitlines())
        assert set(here) <= set(documented_values)
        lines = (f"{name}={here.get(name, value)}" for name, value in documented_values.items())
        (self.folder / "possibles.env").write_text("\n".join(lines) + "\n")

    def type(self, *blocks: str, read_variables: bool = True) -> str:
        """The blocks, in one shell."""
        typed = "".join(blocks)
        return self.site.run((READ_VARIABLES if read_variables else "") + typed, folder=self.folder)

    def get(self, path: str) -> tuple[int, str]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": HOST, "X-Forwarded-Proto": "https"}
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""

    def is_ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def mails(self) -> int:
        return len(list((self.files / "mails").glob("*.eml")))

    def drop_database(self) -> None:
        self.site.run(f"dropdb --if-exists --force {self.database}", folder=self.folder)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with ExitStack() as stack:
        operations = Operator(tmp_path, run_own_redis(stack))
        operations.folder.mkdir()
        stack.callback(operations.drop_database)
        stack.callback(operations.site.run, f"systemctl stop {' '.join(UNITS)}", folder=operations.folder)
        yield operations


def test_the_guide_works_as_written(operator: Operator) -> None:
    # installed from a bare folder
    operator.unpack()
    operator.type(*commands("Installing"), read_variables=False)
    printed = operator.type(*commands("The first organiser"))
    assert "https://possibles.example.org/account/link/" in printed

    # started: a page with its style sheet, and the organiser's mail
    operator.type(*commands("Starting"))
    wait_until(operator.is_ready)
    status, page = operator.get("/")
    assert status == 200
    style = re.search(r'href="(/static/css/base\.[0-9a-f]+\.css)"', page)
    assert style
    assert operator.get(style.group(1))[0] == 200
    wait_until(lambda: operator.mails() == 1)
    assert sorted(path.name for path in operator.folder.iterdir() if "beat" in path.name) == []

    # upgraded, then backed up with a mail that is still to leave
    operator.type(*commands("Upgrading"))
    wait_until(operator.is_ready)
    operator.type(
        f"systemctl stop {' '.join(UNITS)}\n", *commands("The first organiser"), *commands("Backup")
    )

    # the mail leaves after the backup, then all is lost
    operator.type(f"systemctl start {' '.join(UNITS)}\n")
    wait_until(lambda: operator.mails() == 2)
    operator.type(f"systemctl stop {' '.join(UNITS)}\n")
    operator.drop_database()

    # restored: what had left waits, is listed, and does not leave again
    restore, look, release = commands("Restoring")
    operator.type("createdb possibles\n", restore)
    wait_until(operator.is_ready)
    assert "1 mails wait" in operator.type(look)
    assert "1 mails cancelled, 0 leave" in operator.type(
        release.replace("2026-11-25T10:00", "2999-01-01T00:00")
    )
    assert operator.mails() == 2

    # the audit log holds, under its key
    verify, reseal = commands("The audit log")
    assert "The log holds" in operator.type(verify)
    assert "sealed with AUDIT_KEY already" in operator.type(reseal)


def test_units_and_guide_have_the_same_commands() -> None:
    documented_values = section("What runs")
    for unit in UNITS:
        text = (ROOT / "deploy" / f"{unit}.service").read_text()
        command = re.search(r"^ExecStart=/srv/possibles/.venv/bin/(\S+) (.*)$", text, re.MULTILINE)
        assert command
        documented = re.search(
            rf"^\| {unit.removeprefix('possibles-')} \| `([^`]+)`", documented_values, re.MULTILINE
        )
        assert documented
        assert set(documented.group(1).split()) <= {command.group(1), *command.group(2).split()}


def test_no_shell_command_of_the_guide_is_left_untyped() -> None:
    titles = "Installing, The first organiser, Starting, Upgrading, Backup, Restoring, The audit log"
    blocks = re.findall(r"^```sh$", GUIDE, re.MULTILINE)

    assert len(blocks) == sum(len(commands(title)) for title in titles.split(", "))
