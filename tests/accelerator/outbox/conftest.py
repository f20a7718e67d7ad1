"""Mails and templates of mails that live for one test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from accelerator.outbox import messages
from accelerator.outbox.messages import Address, Message


@pytest.fixture
def mail_template(settings, tmp_path: Path) -> Callable[..., str]:
    """``mail_template(fr="Subject: …")`` writes the template ``sample/note`` and gives its name."""
    folder = tmp_path / "templates" / "sample" / "emails"
    folder.mkdir(parents=True)
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates", *settings.TEMPLATES[0]["DIRS"]]}]
    settings.TEMPLATES = templates
    messages._load_source.cache_clear()

    def write(fr: str = "Subject: Bonjour\n\nBonjour.\n", en: str = "Subject: Hello\n\nHello.\n") -> str:
        (folder / "note.fr.md").write_text(fr, encoding="utf-8")
        (folder / "note.en.md").write_text(en, encoding="utf-8")
        return "sample/note"

    yield write
    messages._load_source.cache_clear()


@pytest.fixture
def note(mail_template) -> Callable[..., Message]:
    """``note("a")``: a mail with this key, to an address, or ``to`` somebody."""
    template = mail_template()

    def make(key: str, email: str = "claire@exemple.test", **fields) -> Message:
        return Message(template, fields.pop("to", Address(email)), key, **fields)

    return make
