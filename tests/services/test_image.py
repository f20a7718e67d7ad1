"""The Dockerfile's and compose's own commands, typed in a bare folder: no engine is needed to know that they work."""

import json
import os
import re
import shlex
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.services.processes import free_port
from tests.services.site_folder import (
    ROOT,
    SiteFolder,
    copy_release,
    database_url,
    run_own_redis,
    wait_until,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


@dataclass(frozen=True)
class Instruction:
    """One line of the Dockerfile, continuations joined: ``RUN``, ``COPY``… and what follows."""

    name: str
    rest: str


def instructions() -> list[Instruction]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [Instruction(*line.split(" ", 1)) for line in joined]


class Builder:
    """Follows the Dockerfile: the folder of each stage is its root."""

    def __init__(self, top: Path, site: SiteFolder) -> None:
        self.top, self.site = top, site
        self.stages: dict[str, Path] = {}
        self.stage = self.folder = top
        self.environment: dict[str, str] = {}
        self.context = top / "context"
        self.context.mkdir()
        copy_release(self.context)

    def build(self) -> Path:
        """The root of the last stage; its environment is in ``environment``."""
        for instruction in instructions():
            follow = getattr(self, instruction.name.lower(), None)
            if follow:
                follow(instruction.rest)
        return self.stage

    def here(self, path: str) -> Path:
        return self.stage / path.lstrip("/") if path.startswith("/") else self.folder / path

    def words(self, text: str) -> str:
        """Absolute paths of the image, inside the folder that stands for its root."""
        return re.sub(r"(?<![\w.])/(?=app\b|var/lib/|tmp/)", f"{self.stage}/", text)

    def from_(self, rest: str) -> None:
        name = rest.split(" AS ")[-1] if " AS " in rest else "last"
        self.stage = self.stages[name] = self.top / f"stage-{name}"
        self.environment = {}
        (self.stage / "tmp").mkdir(parents=True)

    def workdir(self, rest: str) -> None:
        self.folder = self.here(rest)
        self.folder.mkdir(parents=True, exist_ok=True)

    def env(self, rest: str) -> None:
        self.environment = dict(word.split("=", 1) for word in shlex.split(self.words(rest)))

    def copy(self, rest: str) -> None:
        *sources, target = [word for word in rest.split() if not word.startswith("--")]
        origin = re.search(r"--from=(\w+)", rest)
        for source in sources:
            found = (self.stages[origin.group(1)] / source.lstrip("/")) if origin else self.context / source
            to = self.here(target)
            if found.is_symlink():
                to.symlink_to(found.resolve())
            elif found.is_dir():
                shutil.copytree(found, to, symlinks=True, dirs_exist_ok=True)
            else:
                into = to / found.name if target.endswith("/") else to
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(found, into)

    def run(self, rest: str) -> None:
        if rest.startswith("useradd"):  # of the machine, not of the folder
            (self.stage / "var/lib/possibles").mkdir(parents=True)
            return
        self.site.run(self.words(rest), folder=self.folder)


setattr(Builder, "from", Builder.from_)


class Container:
    """Runs commands in the built folder with the image's environment, as compose would."""

    def __init__(self, builder: Builder, site: SiteFolder, database: str, redis: str) -> None:
        self.root, self.app, self.port = builder.stage, builder.stage / "app", free_port()
        image = {
            name: value.replace("$PATH", site.environment["PATH"])
            for name, value in builder.environment.items()
        }
        self.image = image
        self.environment = {
            **image,
            "HOME": str(self.root / "tmp"),
            "TMPDIR": str(self.root / "tmp"),
            "SECRET_KEY": "forty-characters-or-more-for-this-test-alone",
            "AUDIT_KEY": "another-forty-characters-for-this-test-alone",
            "DATABASE_URL": database_url(database),
            "REDIS_URL": redis,
            "TRUSTED_PROXIES": "1",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def here(self, command: list[str]) -> list[str]:
        return [
            word.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}").replace(":8000", f":{self.port}")
            for word in command
        ]

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.here(command),
            cwd=self.app,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, command: list[str]) -> None:
        log = (self.root / "tmp" / f"{len(self.processes)}.log").open("wb")
        self.processes.append(
            subprocess.Popen(self.here(command), cwd=self.app, env=self.environment, stdout=log, stderr=log)
        )

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=60)

    def files(self) -> set[str]:
        """What the application's folder holds, links not followed."""
        return {str(Path(folder) / name) for folder, _folders, names in os.walk(self.app) for name in names}


def last(name: str) -> str:
    return [instruction.rest for instruction in instructions() if instruction.name == name][-1]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    site, database = SiteFolder(tmp_path), f"image_{uuid.uuid4().hex[:12]}"
    builder = Builder(tmp_path, site)
    builder.build()
    with ExitStack() as stack:
        site.run(f"createdb {database}", folder=tmp_path)
        stack.callback(site.run, f"dropdb --if-exists --force {database}", folder=tmp_path)
        built = Container(builder, site, database, run_own_redis(stack))
        stack.callback(built.stop)
        yield built


def refuse_secrets(root: Path, environment: dict[str, str]) -> None:
    """No key that signs stays where everybody who pulls the image reads it."""
    for name in ("secret_key", "audit_key"):
        assert not list(root.rglob(name))
        assert name.upper() not in environment


def test_the_image_serves_works_and_writes_nothing_in_its_own_folder(container: Container) -> None:
    healthy = json.loads(last("HEALTHCHECK").split(" CMD ", 1)[1])
    refuse_secrets(container.root, container.image)
    assert list((container.app / "var/fonts").glob("*.ttf"))
    before = container.files()
    assert container.run(healthy).returncode == 1

    migrated = container.run(COMPOSE["migrate"]["command"])
    assert migrated.returncode == 0, migrated.stderr
    container.start(json.loads(last("CMD")))
    container.start(COMPOSE["worker"]["command"])
    container.start(COMPOSE["beat"]["command"])

    wait_until(lambda: container.run(healthy).returncode == 0)
    schedule = container.root / "var/lib/possibles"
    wait_until(lambda: any(path.name.startswith("beat-schedule") for path in schedule.iterdir()))
    assert [process.poll() for process in container.processes] == [None, None, None]
    assert container.files() - before == set()
