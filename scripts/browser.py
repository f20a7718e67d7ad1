"""The browser of the journeys and of the pictures: the machine's own, or the one that Playwright fetches."""

import os
import shutil
import socket
import subprocess
import sys
from urllib.parse import urlsplit

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""First the one that has no window to draw: it starts and opens pages in half the processor time."""
DOWNLOADS = "https://cdn.playwright.dev"
MISSING = "No browser is found (on Debian: apt-get install chromium-headless-shell)"


def find_chromium() -> str | None:
    """Path of the machine's browser: the CHROMIUM variable, else the first known name on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def fetch_chromium() -> bool:
    """Whether Playwright has a browser of its own, fetched now if its host answers. Side effect: files in its cache."""
    host = urlsplit(os.environ.get("PLAYWRIGHT_DOWNLOAD_HOST") or DOWNLOADS)
    try:
        socket.create_connection((host.hostname, host.port or 443), timeout=5).close()
    except OSError:
        return False
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
