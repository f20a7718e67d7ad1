"""The two days in the words of a report: the plan of a project, the debrief of an edition. No query."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.types import Context
from accelerator.web.templatetags.prose import day
from accelerator.web.wording import lower_first
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST
from coaching.synthesis.reports.document import (
    Block,
    Section,
    list_items,
    make_card,
    make_section,
    make_sentence,
)


def compose_plan(facts: Facts) -> list[Section]:
    """Blockers, actions, accepted ideas and needs that are passed on; older documents have none."""
    plan = facts.get("plan") or {
        "blockers": [],
        "actions": [],
        "needs": [],
        "ideas": {"named": [], "others": 0},
    }
    blockers = [
        make_sentence(
            _("%(text)s (%(state)s)") % {"text": blocker["text"], "state": _describe_state(blocker)},
            blocker.get("source", ""),
        )
        for blocker in plan["blockers"]
    ]
    beside = [
        make_sentence(line) for line in [*_describe_ideas(plan["ideas"]), _count_unnamed(plan["ideas"])]
    ]
    return [
        make_section("blockers", _("Les verrous vus pendant la session"), blocks=[list_items(blockers)]),
        make_section("plan", _("Le plan d’action"), blocks=map(_compose_action, plan["actions"])),
        make_section("ideas", _("Les idées gardées pour la suite"), blocks=[list_items(beside)]),
        make_section(
            "passed", _("Les besoins transmis aux partenaires"), blocks=map(_compose_need, plan["needs"])
        ),
    ]


def _compose_action(action: Facts) -> Block:
    rows = [
        [_("Premier pas"), action["first_step"]],
        [_("Qui, pour quand"), _describe_owner(action)],
        [_("On verra que c’est fait à"), action["indicator"]],
        [_("Pour lever"), action["blocker"]],
        [_("Où en est-ce"), _describe_news(action)],
    ]
    ideas = [_("Né d’une idée : %(idea)s") % {"idea": text} for text in _describe_ideas(action["ideas"])]
    notes = [*ideas, _describe_unnamed_origin(action["ideas"])]
    return make_card(action["line"], rows=rows, notes=notes, source=action.get("source", ""))


def _describe_state(row: Facts) -> str:
    """With the day on which the project confirmed it; older documents have none."""
    if not row.get("confirmed_on"):
        return str(row["state"])
    confirmed = day(date.fromisoformat(row["confirmed_on"]))
    return _("%(state)s, confirmé le %(day)s") % {"state": row["state"], "day": confirmed}


def _describe_owner(action: Facts) -> str:
    due = day(date.fromisoformat(action["due"])) if action["due"] else ""
    return ", ".join(filter(None, [action["owner"], _("le %(day)s") % {"day": due} if due else ""]))


def _describe_news(action: Facts) -> str:
    if not action["news_on"]:
        return _describe_state(action)
    text = _("%(state)s, dit le %(day)s") % {
        "state": action["state"], "day": day(date.fromisoformat(action["news_on"]))
    }  # fmt: skip
    return _("%(when)s : %(news)s") % {"when": text, "news": action["news"]} if action["news"] else text


def _describe_ideas(ideas: Facts) -> list[str]:
    """Each idea whose author agreed to be named, with their name and the round."""
    return [
        _("« %(text)s » %(by)s, %(source)s") % {
            "text": idea["text"],
            "by": idea["by"],
            "source": _("Grand Mix, tour %(number)s") % {"number": idea["round"]}
            if idea["round"]
            else _("pendant la session"),
        }
        for idea in ideas["named"]
    ]  # fmt: skip


def _count_unnamed(ideas: Facts) -> str:
    """Of authors who did not agree to be named: counted, never quoted."""
    if not ideas["others"]:
        return ""
    text = ngettext(
        "%(count)s idée d’une personne de la session qui n’a pas demandé à être nommée",
        "%(count)s idées de personnes de la session qui n’ont pas demandé à être nommées",
        ideas["others"],
    )
    return text % {"count": ideas["others"]}


def _describe_unnamed_origin(ideas: Facts) -> str:
    if not ideas["others"]:
        return ""
    text = ngettext(
        "Né d’une idée d’une personne de la session qui n’a pas demandé à être nommée",
        "Né de %(count)s idées de personnes de la session qui n’ont pas demandé à être nommées",
        ideas["others"],
    )
    return text % {"count": ideas["others"]}


def _compose_need(need: Facts) -> Block:
    about = [lower_first(need["kind"]) if need["kind"] else "", need["urgency"], ", ".join(need["wished"])]
    return make_card(
        need["sentence"],
        about=" · ".join(filter(None, about)),
        text=_("Pour : %(line)s") % {"line": need["action"]} if need["action"] else "",
        source=need.get("source", ""),
    )


def debrief_words(facts: Facts, *, title: str, whole: bool = False) -> Context:
    """The debrief in words; empty without one. ``whole``: nothing is left out under five answers."""
    if not facts or not facts["answers"]:
        return {}
    answers = facts["answers"]
    return {
        "title": title,
        "intro": ngettext(
            "%(count)s personne a répondu avant de partir.", "%(count)s personnes ont répondu avant de partir.", answers
        )
        % {"count": answers},
        "few": _("Moins de cinq réponses : ni chiffre ni mot n’est montré.")
        if answers < SMALLEST and not whole
        else "",
        "tables": _lay_out_tables(facts["scales"]),
        "hidden": _("« masqué » : moins de cinq réponses, ou de quoi les retrouver.")
        if any(None in scale["counts"] for scale in facts["scales"])
        else "",
        "words_title": _("Un mot pour partir"),
        "words": [
            _("%(word)s (%(count)s fois)") % {"word": word, "count": count} if count > 1 else word
            for word, count in facts["words"]
        ],
        "quotes": [
            {
                "key": quote.get("key", ""),
                "about": quote["about"],
                "text": quote["text"],
                "by": quote["by"] or _("sans nom"),
            }
            for quote in facts["quotes"]
        ],
    }  # fmt: skip


def _lay_out_tables(scales: list[Facts]) -> list[Context]:
    """Questions that have the same levels share a table."""
    tables: dict[tuple[str, ...], dict[str, Any]] = {}
    for scale in scales:
        columns = tuple(name for name in scale["columns"] if name != "–")
        apart = sum(count or 0 for count in scale["counts"][len(columns) :])
        table = tables.setdefault(columns, {"columns": [_("Question"), *columns, _("Réponses")], "rows": []})
        cells = [_("masqué") if count is None else str(count) for count in scale["counts"][: len(columns)]]
        table["rows"].append([scale["label"], *cells, str(scale["answered"] - apart)])
    return list(tables.values())
