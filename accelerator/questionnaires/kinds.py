"""The kinds of questions: how each one is asked, what it accepts, how its answer is stored and read aloud.

A kind turns what a browser sends (a text, a list of texts) into the JSON value that is stored, or raises
:class:`AnswerRefused`; no other exception leaves :func:`clean`. ``None`` is no answer.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accelerator.questionnaires import siret
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line, clean_text
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.sniffing import SAME_EXTENSION, accepted_types
from accelerator.web.templatetags.prose import day

NOT_APPLICABLE = "na"
TICK = {"class": "form-check-input"}
DEFAULT_LENGTHS = {QuestionKind.SHORT_TEXT: 200, QuestionKind.LONG_TEXT: 5000}
LARGEST_NUMBER = 10**12
FIRST_YEAR, LAST_YEAR = 1900, 2200
LETTERS_OF_A_REASON = 5


def localised(texts: Mapping[str, Any], name: str) -> str:
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


def grouped(number: float) -> str:
    """« 1 500 », in the reader's way."""
    return number_format(number, force_grouping=True)


def limit(question: Question) -> int | None:
    """How many characters the answer may have, for kinds that are written."""
    default = DEFAULT_LENGTHS.get(question.kind)  # type: ignore[call-overload]
    return (question.max_length or default) if default else None


def _within(question: Question, text: str) -> str:
    longest = limit(question)
    if longest and len(text) > longest:
        excess = len(text) - longest
        raise AnswerRefused(
            ngettext(
                "Votre texte dépasse la limite de %(limit)s caractères : retirez-en %(excess)s.",
                "Votre texte dépasse la limite de %(limit)s caractères : retirez-en %(excess)s.",
                excess,
            )
            % {"limit": grouped(longest), "excess": grouped(excess)}
        )
    return text


class Kind:
    """One kind. ``grouped`` kinds are asked with a fieldset of several controls."""

    grouped = False
    asks = True

    def clean(self, question: Question, raw: Any) -> Any:
        """The JSON value, or ``None`` for no answer."""
        raise NotImplementedError

    def readable(self, question: Question, value: Any) -> str:
        return str(value)

    def initial(self, question: Question, value: Any) -> Any:
        """What the widget shows for a stored value."""
        return value

    def widget(self, question: Question) -> forms.Widget:
        return forms.TextInput(attrs={"class": "form-control"})


class ShortText(Kind):
    def clean(self, question: Question, raw: Any) -> str | None:
        return _within(question, clean_line(one_text(raw))) or None

    def widget(self, question: Question) -> forms.Widget:
        attrs = {"class": "form-control"}
        autocomplete = question.options.get("autocomplete")
        return forms.TextInput(attrs={**attrs, "autocomplete": autocomplete} if autocomplete else attrs)


class LongText(Kind):
    def clean(self, question: Question, raw: Any) -> str | None:
        return _within(question, clean_text(one_text(raw))) or None

    def widget(self, question: Question) -> forms.Widget:
        rows = 8 if (limit(question) or 0) > 1000 else 5
        return forms.Textarea(attrs={"class": "form-control", "rows": rows})


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


class Date(Kind):
    def clean(self, question: Question, raw: Any) -> str | None:
        text = clean_line(one_text(raw))
        if not text:
            return None
        try:
            if "/" in text:
                number, month, year = text.split("/")
                found = date(int(year), int(month), int(number))
            else:
                found = date.fromisoformat(text)
        except ValueError:
            raise AnswerRefused(_("Écrivez la date ainsi : 13/12/2018.")) from None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise AnswerRefused(_("Vérifiez l’année de cette date."))
        return found.isoformat()

    def readable(self, question: Question, value: Any) -> str:
        try:
            return day(date.fromisoformat(value))
        except (TypeError, ValueError):
            return str(value)

    def widget(self, question: Question) -> forms.Widget:
        return forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")


class Number(Kind):
    """A number, stored as a JSON number; ``1 200,5`` and ``1200.5`` are the same."""

    def clean(self, question: Question, raw: Any) -> int | float | None:
        text = "".join(one_text(raw)[:60].split()).replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
            if not number.is_finite() or abs(number) > LARGEST_NUMBER:
                raise InvalidOperation
        except InvalidOperation:
            raise AnswerRefused(_("Écrivez un nombre, par exemple 12 ou 12,5.")) from None
        lowest, highest = question.options.get("min"), question.options.get("max")
        if lowest is not None and number < Decimal(str(lowest)):
            raise AnswerRefused(
                _("Le nombre le plus petit accepté est %(number)s.") % {"number": grouped(lowest)}
            )
        if highest is not None and number > Decimal(str(highest)):
            raise AnswerRefused(
                _("Le nombre le plus grand accepté est %(number)s.") % {"number": grouped(highest)}
            )
        return int(number) if number == number.to_integral_value() else round(float(number), 6)

    def readable(self, question: Question, value: Any) -> str:
        return grouped(value)

    def initial(self, question: Question, value: Any) -> Any:
        return None if value is None else number_format(value, force_grouping=False)

    def widget(self, question: Question) -> forms.Widget:
        return forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"})


class Email(Kind):
    def clean(self, question: Question, raw: Any) -> str | None:
        text = clean_line(one_text(raw))
        if not text:
            return None
        try:
            validate_email(text)
        except ValidationError:
            message = _("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom@structure.fr.")
            raise AnswerRefused(message) from None
        if len(text) > 254:
            raise AnswerRefused(_("Cette adresse est trop longue."))
        return text

    def widget(self, question: Question) -> forms.Widget:
        return forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"})


class Siret(Kind):
    """Fourteen digits or, with the option ``exemption``, the reason why there is no number yet."""

    def clean(self, question: Question, raw: Any) -> str | None:
        text = clean_line(one_text(raw))
        if not text:
            return None
        letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
        if question.options.get("exemption") and letters >= LETTERS_OF_A_REASON and letters > digits:
            if len(text) > 200:
                raise AnswerRefused(_("Dites-le en 200 caractères au plus."))
            return text
        try:
            return siret.clean_siret(text)
        except ValidationError as error:
            raise AnswerRefused(" ".join(error.messages)) from None

    def readable(self, question: Question, value: Any) -> str:
        if siret.number_of(value):
            return siret.spaced(value)
        return _("Pas encore de SIRET : %(reason)s") % {"reason": value}

    def widget(self, question: Question) -> forms.Widget:
        mode = "text" if question.options.get("exemption") else "numeric"
        return forms.TextInput(attrs={"class": "form-control", "inputmode": mode, "autocomplete": "off"})


class FileInput(forms.FileInput):
    """A file field that takes several files when the question does."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else ([files[name]] if name in files else [])


class File(Kind):
    """Attachment ids, as texts. Files come through their own door, so a text sent here is refused."""

    def clean(self, question: Question, raw: Any) -> None:
        if many_texts(raw):
            raise AnswerRefused(_("Choisissez un fichier."))

    def readable(self, question: Question, value: Any) -> str:
        return ngettext("%(count)s fichier", "%(count)s fichiers", len(value)) % {"count": len(value)}

    def widget(self, question: Question) -> forms.Widget:
        types = accepted_types(question.options.get("types"))
        extensions = [f".{kind}" for kind in types] + [
            f".{a}" for a, kind in SAME_EXTENSION.items() if kind in types
        ]
        attrs: dict[str, Any] = {"class": "form-control", "accept": ",".join(extensions)}
        if most_files(question) > 1:
            attrs["multiple"] = True
        return FileInput(attrs=attrs)


class Statement(Kind):
    """A text to read: it asks nothing and stores nothing."""

    asks = False

    def clean(self, question: Question, raw: Any) -> None:
        raise AnswerRefused(_("Ce texte n’attend pas de réponse."))


KINDS: Mapping[str, Kind] = {
    QuestionKind.SHORT_TEXT: ShortText(),
    QuestionKind.LONG_TEXT: LongText(),
    QuestionKind.SINGLE: Single(),
    QuestionKind.MULTIPLE: Multiple(),
    QuestionKind.SCALE: Scale(),
    QuestionKind.YES_NO: YesNo(),
    QuestionKind.DATE: Date(),
    QuestionKind.NUMBER: Number(),
    QuestionKind.EMAIL: Email(),
    QuestionKind.SIRET: Siret(),
    QuestionKind.FILE: File(),
    QuestionKind.STATEMENT: Statement(),
}


def kind_of(question: Question) -> Kind:
    return KINDS[question.kind]


def clean(question: Question, raw: Any) -> Any:
    """The value to store for what was sent; AnswerRefused when the question does not accept it."""
    return kind_of(question).clean(question, raw)


def is_answer(question: Question, value: Any) -> bool:
    """Whether a stored value answers the question: ``False`` and ``0`` do, nothing and an empty list do not."""
    if question.options.get("must_accept"):
        return value is True
    return value is not None and value not in ("", [])


def readable(question: Question, value: Any) -> str:
    """The answer in words, in the reader's language; nothing for no answer."""
    return kind_of(question).readable(question, value) if is_answer(question, value) else ""


def most_files(question: Question) -> int:
    return int(question.options.get("max_files", 1))


def questions_that_ask(questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if kind_of(question).asks]
