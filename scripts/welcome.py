"""Wait until the site answers, print ``SIGN_IN_LINKS``, load what may come later (``LOAD_ONCE_UP``), then stay quiet.

Honcho stops everything as soon as one process ends, and names it: this one waits as long as the pages take, and ends
only when it is stopped.
"""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request

from local_site import RECALL_S, step, write_line

# the address is this computer's: a proxy of the environment would look for it elsewhere
BROWSER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_up(url: str) -> bool:
    """Whether the site answers."""
    try:
        BROWSER.open(f"{url}/healthz", timeout=10).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def wait_until_up(url: str, *, recall: float = RECALL_S) -> None:
    """Return once the site answers, however slow the machine."""
    pause = threading.Event()
    with step(f"Pages: waiting for them at {url}/", recall=recall):
        while not is_up(url):
            pause.wait(0.2)


def print_links(links: str, url: str) -> None:
    write_line(f"{links}\nPossibles: {url}/    Mails: {url}/dev/mails/    Ctrl-C to stop")


def make_links() -> str:
    """Those of who came since the site began."""
    command = [sys.executable, "manage.py", "demo_links"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout


def load_the_rest(command: str) -> bool:
    """Run a management command while the site serves; returns whether it loaded something. Side effects: its own."""
    loaded = False
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command.split()], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    for line in process.stdout:
        loaded = loaded or line.startswith("Loading ")
        write_line(line.rstrip("\n"))
    return process.wait() == 0 and loaded


def main() -> None:
    """Print the links, then those of who came with what is loaded once the site is up."""
    url = os.environ["SITE_URL"]
    wait_until_up(url)
    print_links(os.environ["SIGN_IN_LINKS"], url)
    command = os.environ.get("LOAD_ONCE_UP")
    if command and load_the_rest(command):
        print_links(make_links(), url)
    signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    main()
