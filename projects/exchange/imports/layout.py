"""The columns of a spreadsheet to import: where a dossier comes from, then a column for each question."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Question
from accelerator.web.search import normalise
from programmes.models import Call

REFERENCE, SUBMITTED, EMAIL, NAME = "reference", "submitted_at", "email", "name"
HOLDER = {EMAIL: "holder_email", NAME: "holder_name"}
"""What a dossier must say of its holder, and the question that says it, when the form asks it."""
FIXED: dict[str, "str | Promise"] = {
    REFERENCE: _("Référence d’origine"),
    SUBMITTED: _("Déposé le"),
    EMAIL: _("E-mail de la personne porteuse"),
    NAME: _("Nom de la personne porteuse"),
}
NOT_IMPORTED = {QuestionKind.FILE, QuestionKind.STATEMENT}


@dataclass(frozen=True)
class Heading:
    """One column: its words, the headings it is known by, what it asks."""

    key: str
    label: str
    names: frozenset[str]
    required: bool
    question: Question | None = None


def _in_every_language(words: "str | Promise") -> frozenset[str]:
    """Whoever made the spreadsheet may read another language than whoever sends it."""
    texts = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts.add(normalise(str(words)))
    return frozenset(texts)


def headings(call: Call, questions: Sequence[Question] | None = None) -> list[Heading]:
    """The columns of the call's form, in order; files are not among them. 1 query."""
    asked = questions if questions is not None else queries.questions(call.form_id or 0)
    keys = {value.key for value in asked}
    fixed = [REFERENCE, SUBMITTED, *(name for name, key in HOLDER.items() if key not in keys)]
    fixed_headings = [
        Heading(key, str(FIXED[key]), _in_every_language(FIXED[key]), required=key in {REFERENCE, EMAIL})
        for key in fixed
    ]
    taken = {name for heading in fixed_headings for name in heading.names}
    for value in asked:
        if value.kind in NOT_IMPORTED or not kinds.kind_of(value).asks:
            continue
        label = value.label if normalise(value.label) not in taken else f"{value.label} ({value.key})"
        names = {
            normalise(text) for text in (label, value.label_fr, value.label_en, value.key) if text
        } - taken
        taken |= names
        fixed_headings.append(
            Heading(
                f"q:{value.key}",
                label,
                frozenset(names),
                required=value.required and not value.show_if,
                question=value,
            )
        )
    return fixed_headings
