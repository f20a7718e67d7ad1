"""The spreadsheet to fill in: the headings, and beside them what each one expects."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Question
from programmes.models import Call
from projects.exchange.imports import layout
from projects.exchange.imports.layout import Heading


def build(call: Call) -> bytes:
    """An XLSX file for the call's form. 1 query."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        table, guide = book.add_worksheet(_("Dossiers")), book.add_worksheet(_("Mode d’emploi"))
        table.freeze_panes(1, 1)
        guide.set_column(0, 0, 40)
        guide.set_column(1, 1, 14)
        guide.set_column(2, 2, 80)
        for place, title in enumerate((_("Colonne"), _("Obligatoire"), _("Ce qu’elle attend"))):
            guide.write_string(0, place, title, head)
        for place, heading in enumerate(layout.headings(call)):
            table.set_column(place, place, 24)
            table.write_string(0, place, heading.label, head)
            guide.write_string(place + 1, 0, heading.label, wrapped)
            guide.write_string(place + 1, 1, _("oui") if heading.required else "", wrapped)
            guide.write_string(place + 1, 2, _expects(heading), wrapped)
    return content.getvalue()


def _expects(heading: Heading) -> str:
    fixed = {
        layout.REFERENCE: _(
            "Le numéro du dossier là d’où il vient. Un même numéro n’est importé qu’une fois."
        ),
        layout.SUBMITTED: _(
            "La date d’arrivée, par exemple 13/12/2018 ; celle de l’import si la cellule est vide."
        ),
        layout.EMAIL: _("L’adresse de la personne porteuse : elle s’en sert pour se connecter."),
        layout.NAME: _("Son nom et son prénom."),
    }
    return fixed[heading.key] if heading.question is None else _of(heading.question)


def _of(question: Question) -> str:
    listed: list[tuple[str, str]] = getattr(kinds.kind_of(question), "choices", lambda _one: [])(question)
    choices = " ; ".join(label for _value, label in listed)
    longest = kinds.limit(question)
    words = {
        QuestionKind.SINGLE: _("Une de ces réponses : %(choices)s"),
        QuestionKind.MULTIPLE: _("Une ou plusieurs de ces réponses, séparées par « ; » : %(choices)s"),
        QuestionKind.YES_NO: _("oui ou non"),
        QuestionKind.DATE: _("Une date, par exemple 13/12/2018"),
        QuestionKind.NUMBER: _("Un nombre"),
        QuestionKind.EMAIL: _("Une adresse e-mail"),
        QuestionKind.SIRET: _("14 chiffres"),
        QuestionKind.SCALE: _("Un niveau de l’échelle"),
        QuestionKind.RECOMMENDATION: _("Un nombre de 0 à 10"),
        QuestionKind.MATRIX: _("Une « ligne : niveau » par ligne de la cellule"),
    }.get(QuestionKind(question.kind), _("Un texte, %(longest)s caractères au plus") if longest else "")
    return words % {"choices": choices, "longest": longest}
