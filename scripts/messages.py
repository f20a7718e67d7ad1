"""Bring the message catalogues up to date with the code (needs GNU gettext): ``make messages``.

French is the language of the source: its catalogue is filled in here, with plural forms, since gettext needs one to
know that « 0 dossier » is singular, and with the texts that take no-break spaces. English is translated by hand; what
lacks a translation is listed.
"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from accelerator.web.templatetags.prose import french_spaces  # noqa: E402 (the path of the site comes first)

IGNORED = ["node_modules", ".venv", "tests", "var", "scripts"]
STABLE = datetime(2026, 1, 1, tzinfo=UTC)
"""Catalogues change when messages do, not each time they are written."""
HEADER = "# Possibles: messages of the site. French is the language of the source."


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def extract() -> None:
    """Collect the messages of code and templates into both catalogues."""
    for language in ("fr", "en"):
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
    ignored = [part for name in IGNORED for part in ("--ignore", name)]
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        "-l",
        "fr",
        "-l",
        "en",
        "--no-location",
        "--no-obsolete",
    ]
    subprocess.run([*command, *ignored, "-v", "0"], cwd=ROOT, check=True)


def tidy(language: str) -> list[Message]:
    """Rewrite a catalogue in one stable form; returns the messages that lack a translation."""
    path = path_of(language)
    with path.open("rb") as stream:
        read = read_po(stream, locale=language)
    tidied = Catalog(locale=language, project="possibles", header_comment=HEADER, fuzzy=False)
    missing = []
    for message in sorted(
        (row for row in read if row.id), key=lambda row: row.id if isinstance(row.id, str) else row.id[0]
    ):
        if message.fuzzy:  # gettext's guess is not a translation
            message.string = ("", "") if message.pluralizable else ""
        if language == "fr":
            spaced = tuple(
                french_spaces(item) for item in ([message.id] if isinstance(message.id, str) else message.id)
            )
            if spaced == (message.id,):
                continue
            message.string = spaced if message.pluralizable else spaced[0]
        translated = message.string if isinstance(message.string, str) else all(message.string or [""])
        if not translated:
            missing.append(message)
        flags = message.flags & {"python-format", "python-brace-format"}
        tidied.add(message.id, message.string, flags=flags, context=message.context)
    tidied.creation_date = tidied.revision_date = STABLE
    with path.open("wb") as stream:
        write_po(stream, tidied, width=110, omit_header=False, sort_output=False)
    return missing


def main() -> None:
    extract()
    tidy("fr")
    missing = tidy("en")
    for message in missing:
        sys.stdout.write(f"{message.id if isinstance(message.id, str) else message.id[0]}\n")
    summary = (
        f"{len(missing)} messages without an English translation"
        if missing
        else "Every message is translated."
    )
    sys.stdout.write(f"{summary}\n")


if __name__ == "__main__":
    main()
