"""A whole site on this computer, for `make demo` and `make start`: tables, then web, worker and beat until Ctrl-C.

The process becomes honcho, which runs the Procfile: web, worker, beat, and a greeting with links to sign in.
"""

import io
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
RECALL_S = 15
"""How often a step that lasts says so."""


def run(*, command: str, filling: str, fill: Callable[[], None], environment: dict[str, str]) -> None:
    """Migrate the database, ``fill`` it (``filling`` names that step), then serve.

    ``command`` is how the reader called us; ``environment`` gives defaults, with ``{port}`` replaced. Side effects:
    the database and the folder of ``POSSIBLES_VAR``; replaces this process.
    """
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    port = os.environ.setdefault("PORT", "8000")
    # honcho gives each process a port of its own, so the address is set here
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    # Celery warns root, the user of a container; this site trusts its own queue
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    for name, value in environment.items():
        os.environ.setdefault(name, value.format(port=port))
    refuse_a_taken_port(int(port), command)
    prepare(filling, fill)
    os.environ["SIGN_IN_LINKS"] = make_links()
    write_line("Processes: starting web, worker and beat …")
    os.execv(BIN / "honcho", ["honcho", "--no-prefix", "--no-colour", "start", "--port", port])


def refuse_a_taken_port(port: int, command: str) -> None:
    """Say so at once, rather than after a minute of set-up, when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken by another program. Try: {command} PORT={port + 1}")


def prepare(filling: str, fill: Callable[[], None]) -> None:
    """Create or update the tables, then fill them."""
    import django
    from django.core.management import call_command

    from accelerator.environment import EnvironmentProblem

    try:
        with step("Settings: reading them"):
            django.setup()
    except EnvironmentProblem as problem:
        sys.exit(f"Possibles cannot start: {problem}")
    with step("Tables: creating or updating them"):
        call_command("migrate", verbosity=0)
    with step(filling):
        fill()


def make_links() -> str:
    """The text of ``demo_links``: single-use sign-in links, made for this run."""
    from django.core.management import call_command

    links = io.StringIO()
    with step("Sign-in links: making them"):
        call_command("demo_links", stdout=links)
    return links.getvalue()


@contextmanager
def step(name: str, *, recall: float = RECALL_S) -> Iterator[None]:
    """Say what begins, every ``recall`` seconds that it goes on, and how long it took: nothing stops it."""
    started, over = time.monotonic(), threading.Event()

    def repeat_step() -> None:
        while not over.wait(recall):
            write_line(f"{name}: {time.monotonic() - started:.0f} s so far, a busy machine takes longer …")

    write_line(f"{name} …")
    reporter = threading.Thread(target=repeat_step, daemon=True)
    reporter.start()
    try:
        yield
    finally:
        over.set()
        reporter.join()
    write_line(f"{name}: done in {time.monotonic() - started:.1f} s")


def write_line(text: str) -> None:
    """One line on the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
