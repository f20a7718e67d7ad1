"""Wait until the site answers, print its sign-in links as the last thing on the terminal, then stay quiet.

Honcho stops everything as soon as one process ends, hence the waiting at the end.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

PATIENCE_S = 60
SITE_URL = os.environ["SITE_URL"]


def answers() -> bool:
    """Whether the site is up."""
    try:
        urllib.request.urlopen(f"{SITE_URL}/healthz", timeout=2).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def main() -> None:
    """Side effect: the links printed are single-use sign-in links, made for this run."""
    deadline = time.monotonic() + PATIENCE_S
    while not answers():
        if time.monotonic() > deadline:
            sys.exit(
                f"The site did not answer at {SITE_URL} within {PATIENCE_S} s; its messages above say why."
            )
        time.sleep(0.2)
    subprocess.run([sys.executable, "manage.py", "demo_links"], check=False)
    sys.stdout.write(f"\nPossibles: {SITE_URL}/    Mails: {SITE_URL}/dev/mails/    Ctrl-C to stop\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    main()
