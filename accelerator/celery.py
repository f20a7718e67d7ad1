"""The Celery application: workers and beat start from here."""

import os
import sys
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class FolderChannel(filesystem.Channel):
    """kombu opens the file of a message, then locks it, then writes: a worker that looks in between reads nothing."""

    def _put(self, queue: str, message: object, **kwargs: object) -> None:  # type: ignore[override]
        """Write a message to ``data_folder_out``, under a temporary name that is then changed."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f".{name}")
        draft.write_text(dumps(message), encoding="utf-8")
        draft.replace(Path(self.data_folder_out, name))


class FolderTransport(filesystem.Transport):
    Channel = FolderChannel


def _list_packages_with_tasks() -> list[str]:
    """The packages of the installed apps that have tasks: an app itself, or one of its subjects."""
    from django.apps import apps

    return [
        ".".join([config.name, *path.relative_to(config.path).parts[:-1]])
        for config in apps.get_app_configs()
        for pattern in ("tasks.py", "*/tasks.py")
        for path in Path(config.path).glob(pattern)
    ]


TRANSPORT_ALIASES["folders"] = "accelerator.celery:FolderTransport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

app = Celery("possibles")
try:
    app.config_from_object("django.conf:settings", namespace="CELERY", force=True)
except Exception as problem:
    from accelerator.environment import EnvironmentProblem

    if isinstance(problem, EnvironmentProblem):
        sys.exit(f"Possibles cannot start: {problem}")
    raise
app.autodiscover_tasks(_list_packages_with_tasks)


@task_prerun.connect
@task_postrun.connect
def close_stale_connections(task: Any, **_signal: object) -> None:
    """Close connections that are too old or broken, as Django does around a request; the next query opens a new one if
    need be.

    Celery would close each of them, twice a task: opening one costs PostgreSQL as much as twenty queries.
    """
    if not task.request.is_eager:
        close_old_connections()
