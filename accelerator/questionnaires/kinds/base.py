"""What all kinds share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.models import Question


def in_language(texts: Mapping[str, Any], name: str) -> str:
    """``name_en`` for an English reader when it is there, else ``name_fr``."""
    french = str(texts.get(f"{name}_fr") or "")
    if (get_language() or "fr").startswith("en"):
        return str(texts.get(f"{name}_en") or french)
    return french


def one_text(raw: Any) -> str:
    """What was typed, as one text, whatever a browser or a forger sent."""
    if isinstance(raw, list | tuple):
        raw = raw[-1] if raw else None
    if raw is None or isinstance(raw, Mapping | bytes | list | tuple):
        return ""
    return str(raw)


def many_texts(raw: Any) -> list[str]:
    if isinstance(raw, list | tuple):
        return [one_text(item) for item in raw]
    return [one_text(raw)] if one_text(raw) else []


def group_digits(number: float) -> str:
    """« 1 500 », in the reader's way."""
    return number_format(number, force_grouping=True)


def within(text: str, longest: int | None) -> str:
    """The text, if it is not longer than it may be; else AnswerRefused says by how much."""
    if longest and len(text) > longest:
        excess = len(text) - longest
        raise AnswerRefused(
            ngettext(
                "Votre texte dépasse la limite de %(limit)s caractères : retirez-en %(excess)s.",
                "Votre texte dépasse la limite de %(limit)s caractères : retirez-en %(excess)s.",
                excess,
            )
            % {"limit": group_digits(longest), "excess": group_digits(excess)}
        )
    return text


class Kind:
    """One kind. ``is_grouped`` kinds are asked with a fieldset of several controls."""

    is_grouped = False
    asks = True

    def clean(self, question: Question, raw: Any) -> Any:
        """The JSON value, or ``None`` for no answer."""
        raise NotImplementedError

    def is_complete(self, question: Question, value: Any) -> bool:
        """Whether an answer that was given says all that was asked."""
        return True

    def readable(self, question: Question, value: Any) -> str:
        return str(value)

    def list_search_texts(self, question: Question, value: Any) -> Iterable[str]:
        """The texts by which an answer is found, whatever the language of who looks for it; none for figures."""
        return ()

    def initial(self, question: Question, value: Any) -> Any:
        """What the widget shows for a stored value."""
        return value

    def widget(self, question: Question) -> forms.Widget:
        return forms.TextInput(attrs={"class": "form-control"})
