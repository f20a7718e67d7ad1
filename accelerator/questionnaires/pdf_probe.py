"""A program that reads a PDF on its standard input: it succeeds when the objects of the file fit in bounded memory and
time.

A few kilobytes may unpack to objects that fill the memory of a machine, and no library detects it before it has read
them. It imports nothing of the site: it starts for each PDF that may pack its objects.
"""

import io
import re
import resource
import sys
from contextlib import suppress
from pathlib import Path

import pikepdf

LIMIT = 1024 * 1024 * 1024
"""Bytes of address space of the process, the interpreter and the file included."""
MOST_MEMORY = 400 * 1024
"""Kibibytes that it may have used at once: objects that find no room are left out without a word."""
MOST_SECONDS = 10


def probe(content: bytes) -> bool:
    """Whether every object was read within bounds. The system kills it after :data:`MOST_SECONDS` of work."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    with suppress(pikepdf.PdfError, pikepdf.PasswordError), pikepdf.open(io.BytesIO(content)) as document:
        for _pdf_object in document.objects:
            pass
    return _measure_peak() <= MOST_MEMORY


def _measure_peak() -> int:
    """Kibibytes used at once by this program; getrusage counts those of the process that started it. Linux alone."""
    status = Path("/proc/self/status")
    match = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(match[1]) if match else 0


if __name__ == "__main__":
    sys.exit(0 if probe(sys.stdin.buffer.read()) else 1)
