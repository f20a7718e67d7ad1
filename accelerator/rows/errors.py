"""Why a row was not saved."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class RowsClosed(Exception):
    """Nothing is saved here any more, or not now; ``message`` is for people."""

    def __init__(self, message: Any = _("Ce document est figé : rien n’y est plus enregistré.")) -> None:
        super().__init__(message)
        self.message = message


class RowRemoved(RowsClosed):
    """Somebody removed the row meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Quelqu’un a retiré cette ligne entre-temps : votre texte est gardé sur cet appareil.")
        )


class RowsFull(RowsClosed):
    """As many rows stand as one list may hold."""

    def __init__(self, most: int) -> None:
        text = gettext(
            "Cette liste a déjà %(most)d lignes : votre texte n’est pas enregistré. Retirez-en une, ou regroupez."
        )
        super().__init__(text % {"most": most})


class RowUnknown(Exception):
    """The identifier is another list's: the answer says nothing about it."""
