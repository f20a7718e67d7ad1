"""Two edits of one thing: the later writer reads what was saved since they opened it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.transitions import TransitionRefused


class EditConflict(TransitionRefused):
    """Some fields were changed since ``version`` was read; nothing is saved.

    ``theirs``: the present value of each of these fields, by name; ``version``: the one to save upon next. ``message``
    is for people: what happened, who did it if the reader may know, then what to do.
    """

    def __init__(self, theirs: Mapping[str, Any], version: int, happened: str | Promise = "") -> None:
        happened = happened or _("Cette réponse a été modifiée entre-temps.")
        choose = _("Choisissez le texte à garder.")
        super().__init__(f"{happened} {choose}")
        self.theirs, self.version = theirs, version
