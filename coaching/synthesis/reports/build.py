"""Build the document: facts and figures in words, put into the typst template of the report. No query.

The templates hold no sentence of their own: all words come from here, in the active language, with French spaces.
"""

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator import pdf
from accelerator.charts import Chart
from accelerator.pdf import french_spaces_in
from accelerator.web.templatetags.prose import day, days
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST
from coaching.synthesis.reports.figures import urgency_table
from coaching.synthesis.reports.schemes import describe_scheme
from coaching.synthesis.reports.two_days import debrief_words, plan_words

_OPENING, _CLOSING = re.compile(r"«\s*"), re.compile(r"(?<!\s)\s*»")


def build(facts: Facts, charts: list[Chart], *, language: str, version: int, at: datetime) -> bytes:
    """The PDF. The active language must be ``language``. Raises :class:`accelerator.pdf.PdfError`."""
    words = project_words(facts) if facts["kind"] == "project" else edition_words(facts)
    data = {
        **words,
        "charts": [chart.as_data() for chart in charts],
        "running": running_head(facts),
        "foot": _("Version %(version)s, établie le %(day)s · Possibles")
        % {"version": version, "day": day(at)},
    }
    title = data.pop("title")
    template = (
        "coaching/synthesis/report_project.typ"
        if facts["kind"] == "project"
        else "coaching/synthesis/report_edition.typ"
    )
    return pdf.render(
        template, french_spaces_in(data), title=french_spaces_in(title), language=language, at=at
    )


def running_head(facts: Facts) -> str:
    """What stands on the left of every page; the title is on the right, so that an edition's name is not said twice."""
    edition = facts["edition"]
    if facts["kind"] != "project":
        return str(edition["programme"])
    return f"{edition['programme']} · {edition['name']}"


def headings() -> dict[str, str]:
    """The questions of the default form, said as headings; another question keeps its own words."""
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
    }


def project_words(facts: Facts) -> dict[str, Any]:
    """Everything the project's synthesis says."""
    project, edition = facts["project"], facts["edition"]
    mentor = " · ".join(filter(None, [project["mentor"], project["mentor_body"]]))
    rows = [
        [_("Structure"), project["structure"]],
        [_("Profil"), project["profile"]],
        [_("Département"), project["department"]],
        [_("Porté par"), project["holder"]],
        [_("Parrain ou marraine"), mentor],
        [_("Session"), session_words(edition)],
    ]
    labels = {need["code"]: need["label"] for need in facts["needs"]}
    return {
        "title": project["title"],
        "kind": _("Synthèse du projet"),
        "subtitle": edition["name"],
        "summary": project["summary"],
        "facts": [row for row in rows if row[1]],
        "told": list_project_texts(facts["told"], ""),
        "unanswered": ""
        if facts["told"]
        else _("Le fichier de synthèse de ce projet n’est pas encore arrivé."),
        **plan_words(facts),
        "needs_title": _("Les besoins"),
        # those of the plan stand above, each in its sentence
        "needs": list(labels.values()) if facts.get("asked_needs", True) else [],
        "no_need": _("Le projet n’a transmis aucun besoin d’aide.") if facts["told"] and not labels else "",
        "need_rows": [
            row
            for row in [
                [_("Pour quand"), "".join(option["label"] for option in facts["urgency"])],
                [_("Partenaire souhaité"), facts["wished_partner"]],
            ]
            if row[1]
        ],
        "need_details": facts["need_details"],
        "charts_title": _("Le projet dans son édition"),
        "few": few_words(facts["compared"]["answers"]),
        "schemes_title": _("Des dispositifs qui peuvent y répondre"),
        "schemes_intro": _(
            "Rapprochés d’après les besoins, le profil, l’effectif et le territoire : une piste à vérifier auprès de "
            "l’organisme, jamais une décision."
        ),
        "schemes": [describe_scheme(scheme) for scheme in facts["schemes"]],
        "sharing": _("La personne porteuse accepte que cette synthèse soit transmise aux partenaires.")
        if facts["shared"]
        else _(
            "Document réservé à la personne porteuse et à l’organisation : ne pas transmettre aux partenaires."
        ),
    }


def edition_words(facts: Facts) -> dict[str, Any]:
    """Everything the edition's synthesis says."""
    edition, counts = facts["edition"], facts["counts"]
    rows = [
        [_("Session"), session_words(edition)],
        [_("Dossiers reçus"), str(counts["received"])],
        [_("Projets accompagnés"), str(counts["projects"])],
        [
            _("Synthèses reçues"),
            _("%(count)s sur %(total)s") % {"count": counts["answers"], "total": counts["projects"]},
        ],
        [_("Territoires"), ", ".join(sorted(facts["departments"]))],
        [_("Animation"), ", ".join(facts["facilitators"])],
    ]
    return {
        "title": edition["name"],
        "kind": _("Synthèse de l’édition"),
        "subtitle": edition["programme"],
        "theme": edition["theme"],
        "facts_title": _("L’essentiel"),
        "facts": [row for row in rows if row[1]],
        "charts_title": _("En chiffres"),
        "few": few_words(facts["compared"]["answers"], shared_only=facts["shared_only"]),
        "urgency_title": _("Les besoins et leur urgence"),
        "urgency": urgency_table(facts["compared"]) or {},
        "quotes_title": _("Ils et elles le disent"),
        "quotes": [
            {
                "text": in_quotes(quote["text"]),
                "by": quote["by"] or _("Une personne porteuse de projet"),
            }
            for quote in facts["quotes"]
        ],
        "debrief": debrief_words(
            facts.get("debrief", {}), title=_("Le débrief à chaud des personnes porteuses")
        ),
        "coaches": debrief_words(
            facts.get("coaches", {}), title=_("Le débrief de celles et ceux qui accompagnent"), whole=True
        ),
        "projects_title": _("Les projets"),
        "projects": [edition_project(project) for project in facts["projects"]],
        "committee_title": _("Le comité de sélection"),
        "committee": [
            _("%(body)s (préside)") % {"body": seat["name"]} if seat["chairs"] else seat["name"]
            for seat in facts["committee"]
        ],
        "schemes_title": _("Les dispositifs d’appui de l’édition"),
        "schemes": [describe_scheme(scheme) for scheme in facts["schemes"]],
        "method_title": _("Méthode"),
        "method": method_words(facts),
    }


def edition_project(project: Facts) -> dict[str, Any]:
    """One project's paragraph."""
    about = " · ".join(
        filter(None, [project["structure"], project["profile"].lower(), project["department"]])
    )
    urgency = "".join(option["label"] for option in project.get("urgency", []))
    needs = [need["label"] for need in project.get("needs", [])]
    return {
        "title": project["title"],
        "about": about,
        "summary": project["summary"],
        "mentor": _("Parrain ou marraine : %(name)s") % {"name": project["mentor"]}
        if project["mentor"]
        else "",
        "needs": needs,
        "urgency": urgency if needs else "",
        "told": list_project_texts(project.get("told", []), project.get("need_details", "")),
    }


def list_project_texts(told: list[Facts], need_details: str) -> list[dict[str, str]]:
    """What a project wrote, under headings."""
    known = headings()
    rows = [{"label": known.get(answer["key"], answer["label"]), "text": answer["text"]} for answer in told]
    return [*rows, {"label": known["need_details"], "text": need_details}] if need_details else rows


def session_words(edition: Facts) -> str:
    first, last = edition["starts_on"], edition["ends_on"]
    when = days(date.fromisoformat(first), date.fromisoformat(last or first)) if first else ""
    return " · ".join(filter(None, [when, edition["place"]]))


def in_quotes(words: str) -> str:
    """In the quotation marks of the language; where they are « », a quotation inside takes “ ”."""
    outer = _("« %(words)s »")
    if outer.startswith("«"):
        words = _CLOSING.sub("”", _OPENING.sub("“", words))
    return outer % {"words": words}


def few_words(answers: int, *, shared_only: bool = True) -> str:
    if answers >= SMALLEST:
        return ""
    if not shared_only:
        return _("Moins de cinq projets ont répondu : les chiffres se lisent à partir de cinq.")
    return _(
        "Moins de cinq projets transmettent leurs réponses : les comparaisons avec l’édition seront publiées à partir "
        "de cinq."
    )


def whose_words(counts: Facts) -> list[str]:
    """What a document that is passed on counts."""
    return [
        ngettext(
            "Les chiffres portent sur %(count)s fichier de synthèse, reçu par lien personnel après la session.",
            "Les chiffres portent sur %(count)s fichiers de synthèse, reçus par lien personnel après la session.",
            counts["shared"],
        )
        % {"count": counts["shared"]},
        _(
            "Projets, besoins et chiffres sont ceux des personnes porteuses qui ont accepté de transmettre leurs "
            "réponses aux partenaires (%(shared)s sur %(answers)s), et d’aucune autre."
        )
        % {"shared": counts["shared"], "answers": counts["answers"]},
    ]


def method_words(facts: Facts) -> list[str]:
    counts = facts["counts"]
    return [
        *(whose_words(counts) if facts["shared_only"] else []),
        _(
            "Dans un tableau croisé, une case de moins de cinq projets est masquée, avec une autre de sa ligne "
            "s’il le faut, pour que personne ne se reconnaisse dans un chiffre."
        ),
        _("Une citation n’est reprise qu’avec l’accord de la personne, nommée ou non selon son choix."),
    ]
