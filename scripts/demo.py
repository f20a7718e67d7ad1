"""Prepare the demo (tables, then the demo edition if nobody is there yet) and run it until Ctrl-C.

The process becomes honcho, which runs the Procfile: web, worker, beat, and a greeting with one link per role.
"""

import os
import socket
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def main() -> None:
    """Side effects: migrates the database, may fill it, replaces this process."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    port = os.environ.setdefault("PORT", "8000")
    # honcho gives each process a port of its own: the address is told apart from it
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    os.environ.setdefault("COMPANY_LOOKUP_URL", f"http://127.0.0.1:{port}/dev/companies")
    os.environ.setdefault("PUBLISHER", "Possibles, démonstration : rien de ce qu’on y lit n’existe.")
    # Celery warns whoever is root, as one is in a container; the demo trusts its own queue
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    refuse_a_taken_port(int(port))
    prepare()
    os.execv(BIN / "honcho", ["honcho", "--no-prefix", "--no-colour", "start", "--port", port])


def refuse_a_taken_port(port: int) -> None:
    """Say so at once, rather than after a minute of set-up, when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken by another program. Try: make demo PORT={port + 1}")


def prepare() -> None:
    """Create or update the tables; load the demo edition into an empty database."""
    import django
    from django.core.management import call_command

    from accelerator.environment import EnvironmentProblem

    try:
        django.setup()
    except EnvironmentProblem as problem:
        sys.exit(f"Possibles cannot start: {problem}")
    started = time.monotonic()
    call_command("migrate", verbosity=0)
    say(f"Tables ready in {time.monotonic() - started:.1f} s")
    started = time.monotonic()
    call_command("load_demo", "--if-empty")
    say(f"Demo edition ready in {time.monotonic() - started:.1f} s")


def say(text: str) -> None:
    """One line on the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
