"""Answers that are chosen: among a list, on a scale, yes or no."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.kinds.base import TICK, Kind, localised, many_texts, one_text
from accelerator.questionnaires.models import Question

NOT_APPLICABLE = "na"


class _Choices(Kind):
    grouped = True

    def choices(self, question: Question) -> list[tuple[str, str]]:
        return [
            (str(choice["value"]), localised(choice, "label") or str(choice["value"]))
            for choice in question.options.get("choices", ())
        ]


class Single(_Choices):
    def clean(self, question: Question, raw: Any) -> str | None:
        value = one_text(raw)
        if not value:
            return None
        if value not in dict(self.choices(question)):
            raise AnswerRefused(_("Choisissez une réponse de la liste."))
        return value

    def readable(self, question: Question, value: Any) -> str:
        return dict(self.choices(question)).get(str(value), str(value))

    def widget(self, question: Question) -> forms.Widget:
        return forms.RadioSelect(attrs=TICK, choices=self.choices(question))


class Multiple(_Choices):
    def clean(self, question: Question, raw: Any) -> list[str] | None:
        given = [value for value in many_texts(raw) if value]
        known = [value for value, _label in self.choices(question)]
        if not set(given) <= set(known):
            raise AnswerRefused(_("Choisissez des réponses de la liste."))
        return [value for value in known if value in given] or None

    def readable(self, question: Question, value: Any) -> str:
        labels = dict(self.choices(question))
        return ", ".join(labels.get(str(one), str(one)) for one in value)

    def widget(self, question: Question) -> forms.Widget:
        return forms.CheckboxSelectMultiple(attrs=TICK, choices=self.choices(question))


class Scale(Kind):
    """A whole number from ``min`` to ``max``, or ``"na"`` where the question allows it."""

    grouped = True

    def levels(self, question: Question) -> range:
        return range(int(question.options.get("min", 1)), int(question.options.get("max", 5)) + 1)

    def choices(self, question: Question) -> list[tuple[str, str]]:
        levels = self.levels(question)
        lowest, highest = (localised(question.options, f"label_{end}") for end in ("min", "max"))
        ends = {levels[0]: lowest, levels[-1]: highest}
        shown = [
            (str(level), f"{level} – {ends[level]}" if ends.get(level) else str(level)) for level in levels
        ]
        return (
            [*shown, (NOT_APPLICABLE, _("Non concerné"))] if question.options.get("not_applicable") else shown
        )

    def clean(self, question: Question, raw: Any) -> int | str | None:
        value = one_text(raw)
        if not value:
            return None
        if value not in dict(self.choices(question)):
            raise AnswerRefused(_("Choisissez un niveau de l’échelle."))
        return value if value == NOT_APPLICABLE else int(value)

    def readable(self, question: Question, value: Any) -> str:
        if value == NOT_APPLICABLE:
            return _("Non concerné")
        return _("%(level)s sur %(highest)s") % {"level": value, "highest": self.levels(question)[-1]}

    def initial(self, question: Question, value: Any) -> Any:
        return None if value is None else str(value)

    def widget(self, question: Question) -> forms.Widget:
        return forms.RadioSelect(attrs=TICK, choices=self.choices(question))


class YesNo(Kind):
    """Two radios; with the option ``must_accept``, one box whose absence is no answer."""

    grouped = True
    _WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "0": False}

    def clean(self, question: Question, raw: Any) -> bool | None:
        value = one_text(raw).lower()
        if not value:
            return None
        if value not in self._WORDS:
            raise AnswerRefused(_("Répondez par oui ou par non."))
        answer = self._WORDS[value]
        return (answer or None) if question.options.get("must_accept") else answer

    def readable(self, question: Question, value: Any) -> str:
        return _("Oui") if value else _("Non")

    def initial(self, question: Question, value: Any) -> Any:
        if question.options.get("must_accept"):
            return bool(value)
        return {True: "yes", False: "no"}.get(value)

    def widget(self, question: Question) -> forms.Widget:
        if question.options.get("must_accept"):
            return forms.CheckboxInput(attrs=TICK)
        return forms.RadioSelect(attrs=TICK, choices=[("yes", _("Oui")), ("no", _("Non"))])
