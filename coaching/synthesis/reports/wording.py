"""Words that several reports share: headings, quotation marks, who is counted."""

import re

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _, ngettext

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer
from accelerator.web.templatetags.prose import days
from coaching.surveys.counting import NEEDS, QUOTE, URGENCY, USEFULNESS, Facts, read_integer
from coaching.surveys.disclosure import SMALLEST, hide_small_share
from coaching.synthesis.reports.document import read_day

_OPENING, _CLOSING = re.compile(r"«\s*"), re.compile(r"(?<!\s)\s*»")


def list_headings() -> dict[str, str]:
    """The questions of the default forms as headings; another question has its own words."""
    return {
        "what_it_brought": _("Ce que la session a apporté"),
        "evolution": _("Comment le projet a évolué"),
        "actions": _("Les actions en cours"),
        "blockers": _("Ce qui bloque encore"),
        "usefulness": _("L’utilité de la session, de 1 à 5"),
        "needs": _("Les besoins"),
        "need_urgency": _("Pour quand"),
        "wished_partner": _("Partenaire souhaité"),
        "need_details": _("Le besoin, en détail"),
        "state": _("Depuis la session, le projet"),
        "stage": _("Où il en est"),
        "within_a_month": _("Ce qui devait être fait dans le mois"),
        "involvement": _("Les salariés qui y prennent part"),
        "effects": _("Les effets du projet"),
        "lasts": _("Ce qui reste de ces deux journées"),
        "support_received": _("Appui d’un partenaire"),
        "support_useful": _("À quoi l’appui a servi"),
        "peers": _("Contact avec d’autres projets"),
        "peers_how": _("Avec quels projets, et pour quoi faire"),
        "spread": _("Ce qui a été repris ailleurs"),
        "testimony": _("Ce qu’ils et elles diraient à quelqu’un qui se lance"),
        "would_tell": _("Viendrait le raconter à l’édition suivante"),
    }


def list_project_texts(answers: list[Facts], need_details: str) -> list[dict[str, str]]:
    """The texts of a project, under headings."""
    titles = list_headings()
    rows = [
        {"key": answer["key"], "label": titles.get(answer["key"], answer["label"]), "text": answer["text"]}
        for answer in answers
    ]
    if need_details:
        rows.append({"key": "need_details", "label": titles["need_details"], "text": need_details})
    return rows


def describe_session(edition: Facts) -> str:
    first, last = read_day(edition["starts_on"]), read_day(edition["ends_on"])
    when = days(first, last or first) if first else ""
    return " · ".join(filter(None, [when, edition["place"]]))


def add_quotation_marks(words: str) -> str:
    """Put words in the quotation marks of the language; inside « », a quotation takes “ ”."""
    outer = _("« %(words)s »")
    if outer.startswith("«"):
        words = _CLOSING.sub("”", _OPENING.sub("“", words))
    return outer % {"words": words}


def describe_few(answers: int, *, shared_only: bool = True) -> str:
    if answers >= SMALLEST:
        return ""
    if not shared_only:
        return _("Moins de cinq projets ont répondu : les chiffres se lisent à partir de cinq.")
    return _(
        "Moins de cinq projets transmettent leurs réponses : les comparaisons avec l’édition seront publiées à partir "
        "de cinq."
    )


def describe_whose(counts: Facts) -> list[str]:
    """Whose answers a shared document counts."""
    return [
        ngettext(
            "Les chiffres portent sur %(count)s fichier de synthèse, reçu par lien personnel après la session.",
            "Les chiffres portent sur %(count)s fichiers de synthèse, reçus par lien personnel après la session.",
            counts["shared"],
        )
        % {"count": counts["shared"]},
        _describe_who_shares(counts["shared"], counts["answers"]),
    ]


def _describe_who_shares(shared: int, answers: int) -> str:
    """How many share, without figures where these would reveal the few that do not."""
    if hide_small_share(shared, answers) is None:
        return _(
            "Projets, besoins et chiffres sont ceux des personnes porteuses qui ont accepté de transmettre leurs "
            "réponses aux partenaires, et d’aucune autre."
        )
    return _(
        "Projets, besoins et chiffres sont ceux des personnes porteuses qui ont accepté de transmettre leurs "
        "réponses aux partenaires (%(shared)s sur %(answers)s), et d’aucune autre."
    ) % {"shared": shared, "answers": answers}


def describe_method(facts: Facts) -> list[str]:
    counts = facts["counts"]
    return [
        *(describe_whose(counts) if facts["shared_only"] else []),
        _(
            "Moins de cinq projets ne sont jamais comptés seuls : ils sont réunis à leurs voisins, ou pris dans une "
            "moyenne. Les décisions et les engagements se lisent un par un."
        ),
        _("Une citation n’est reprise qu’avec l’accord de la personne, nommée ou non selon son choix."),
    ]


def name_mentor(project: Facts) -> str:
    return " · ".join(filter(None, [project["mentor"], project["mentor_body"]]))


APART = {NEEDS, URGENCY, USEFULNESS, QUOTE, "wished_partner", "need_details", "share_with_partners"}
"""Answers with a place of their own; every other text is included in order."""
HIDDEN = {AnswerAudience.LOGISTICS, AnswerAudience.ORGANISERS}


def read_answers(sheets: list[int]) -> dict[int, dict[str, Answer]]:
    """Answers by sheet and key, in the order of the form; those for the organisers alone are left out. One query."""
    answers: dict[int, dict[str, Answer]] = {sheet: {} for sheet in sheets}
    for answer in _list_answers(sheet__in=sheets):
        if _is_included(answer):
            answers[answer.sheet_id][answer.question.key] = answer
    return answers


def read_answers_of(sheet: int) -> dict[str, Answer]:
    """The answers of one sheet by question. One query."""
    return {answer.question.key: answer for answer in _list_answers(sheet=sheet) if _is_included(answer)}


def _list_answers(**sheets: object) -> "QuerySet[Answer]":
    rows = Answer.objects.filter(question__revision=F("sheet__revision"), **sheets).select_related("question")
    return rows.order_by("sheet", "question__section__position", "question__position")


def _is_included(answer: Answer) -> bool:
    return answer.question.audience not in HIDDEN or answer.question.key in APART


def list_texts(own: dict[str, Answer]) -> list[Facts]:
    """The texts of a synthesis, in the order of the form."""
    return [
        {"key": key, "label": answer.question.label, "text": answer.value}
        for key, answer in own.items()
        if key not in APART
        and isinstance(answer.value, str)
        and answer.value.strip()
        and kinds.kind_of(answer.question).is_written
    ]


def read_text(answer: Answer | None) -> str:
    return answer.value.strip() if answer and isinstance(answer.value, str) else ""


def read_number(answer: Answer | None) -> int | None:
    return read_integer(answer.value) if answer else None


LONGEST_QUOTE = 260


def cut_words(text: str) -> str:
    """One line, cut between two words where it is too long."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rsplit(' ', 1)[0]}…"


def is_unnamed_safe(visible: int, named: int) -> bool:
    """Whether an unnamed quote may come from any of five projects at least, of the ``visible`` ones."""
    return visible - named >= SMALLEST
