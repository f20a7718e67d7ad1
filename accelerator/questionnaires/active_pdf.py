"""What a PDF would run, fetch or carry when somebody opens it: refused in words, before it is kept.

Scripts, actions that start a program, bring data in or ask for an address by themselves, forms that compute, files
within the file: names after ISO 32000-2, 7.11.4 (embedded files) and 12.6 (actions). Links that a reader clicks are
left alone.
"""

import re
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from accelerator.questionnaires.errors import AnswerRefused

MOST_MEMORY = 64 * 1024 * 1024
"""Bytes that a packed part of a PDF may hold once unpacked; reading stops there."""
pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_MEMORY)

KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
VALUES = {"/S": {"/JavaScript", "/Launch", "/ImportData", "/GoToE"}, "/Type": {"/EmbeddedFile"}}
ANYWHERE = {name for names in VALUES.values() for name in names}
BY_THEMSELVES = {"/OpenAction", "/AA"}
"""What holds actions that nobody clicks: as the file, a page or a field opens."""
FETCHING = {"/URI", "/SubmitForm", "/GoToR"}
MAY_ACT = re.compile(
    rb"/(JS|JavaScript|EmbeddedFiles?|EF|XFA|RichMediaContent|Launch|ImportData|GoToE|OpenAction|AA)\b"
)
DEEPEST = 100


def refuse_active_pdf(file: Any) -> None:
    """AnswerRefused for a PDF that does more than show pages. Raises PdfError for one that cannot be read."""
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            active = any(_acts(pdf_object) for pdf_object in document.objects)
    except pikepdf.PasswordError:
        raise AnswerRefused(
            _("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection, puis renvoyez-le.")
        ) from None
    if active:
        raise AnswerRefused(
            _(
                "Ce PDF contient un programme, un formulaire actif ou un fichier joint. Imprimez-le en PDF, puis"
                " envoyez cette copie."
            )
        )


def _acts(found: Any) -> bool:
    """Whether this object of the file does, or holds, one of those things."""
    if isinstance(found, pikepdf.Stream):
        found = found.stream_dict
    if isinstance(found, pikepdf.Name):  # an object of its own, to be named from where it shows less
        return str(found) in ANYWHERE
    if not isinstance(found, pikepdf.Dictionary | pikepdf.Array):
        return False
    # its text is looked at first: most objects end there, a hundred times faster
    return bool(MAY_ACT.search(found.unparse(resolved=True))) and _is_active(found, 0)


def _is_active(found: Any, depth: int) -> bool:
    if depth > DEEPEST:
        return True
    if isinstance(found, pikepdf.Dictionary):
        if any(key in KEYS or (key in VALUES and str(value) in VALUES[key]) for key, value in found.items()):
            return True
        if any(key in BY_THEMSELVES and _fetches(value, 0) for key, value in found.items()):
            return True
        within: list[Any] = [value for _key, value in found.items()]
    elif isinstance(found, pikepdf.Array):
        within = list(found)
    else:
        return False
    # what is an object of the file by itself is met by itself
    return any(
        isinstance(item, pikepdf.Object) and not item.is_indirect and _is_active(item, depth + 1)
        for item in within
    )


def _fetches(found: Any, depth: int) -> bool:
    """Whether this action, one of these actions, or one that follows, asks for an address by itself."""
    if depth > DEEPEST:
        return True
    if isinstance(found, pikepdf.Array):
        return any(_fetches(item, depth + 1) for item in found)
    if not isinstance(found, pikepdf.Dictionary):
        return False
    if str(found.get("/Type", "")) in {"/Page", "/Pages"}:  # where to go, not what to do
        return False
    if "/S" in found:
        return str(found.S) in FETCHING or _fetches(found.get("/Next"), depth + 1)
    return any(_fetches(action, depth + 1) for _event, action in found.items())
