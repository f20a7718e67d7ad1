"""An antivirus, if the site has one: ``settings.ATTACHMENT_SCANNER`` names a function that looks into each file.

It is called with the open file, at its start, before anything is stored, and answers the name of what it found, or
nothing. When it fails, the file is refused: an unchecked file is never kept.
"""

import logging
from collections.abc import Callable
from typing import IO

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accelerator.questionnaires.errors import AnswerRefused

log = logging.getLogger(__name__)
Scanner = Callable[[IO[bytes]], str | None]


def scan(file: IO[bytes]) -> None:
    """AnswerRefused if the scanner finds something or cannot tell. Side effects: what was found is logged."""
    if not settings.ATTACHMENT_SCANNER:
        return
    scanner: Scanner = import_string(settings.ATTACHMENT_SCANNER)
    file.seek(0)
    try:
        threat = scanner(file)
    except Exception:
        log.exception("the scanner of attachments failed")
        raise AnswerRefused(
            _(
                "Le contrôle antivirus ne répond pas : votre fichier n’est pas gardé. Réessayez dans quelques minutes."
            )
        ) from None
    if threat:
        log.warning("an attachment was refused by the scanner: %s", threat)
        raise AnswerRefused(
            _(
                "Le contrôle antivirus a refusé ce fichier. Envoyez-en une autre version, ou prévenez l’équipe."
            )
        )
