"""The figures of a report from its facts: charts and tables, without a query. Titles are in the active language.

With thirteen projects a small number names somebody: see :mod:`coaching.surveys.disclosure`. Under five answers,
nothing is compared.
"""

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from accelerator.charts import Bar, Chart, bars, steps
from accelerator.types import Context
from accelerator.web.localised import lower_first
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST, join_labels, merge_small, merge_small_rows
from programmes.enums import StructureProfile

MARKS = range(1, 6)


def make_charts_for(facts: Facts) -> list[Chart]:
    """The charts of a report, in order; those that would reveal somebody's answer are left out.

    The synthesis of a project and that of an edition have some; the others have words and tables only.
    """
    charts: list[Chart | None] = []
    if facts["kind"] == "project":
        own, mark = {need["code"] for need in facts["needs"]}, _("ce projet")
        charts = [
            make_needs_chart(facts["compared"], own=own, mark=mark),
            make_usefulness_chart(facts["compared"], own=facts["usefulness"], mark=mark),
        ]
    elif facts["kind"] == "edition":
        charts = [
            make_profiles_chart(facts),
            make_usefulness_chart(facts["compared"]),
            make_needs_chart(facts["compared"]),
        ]
    return [chart for chart in charts if chart]


def make_profiles_chart(facts: Facts) -> Chart | None:
    """Projects by profile of their structure: public facts, never hidden."""
    counts = facts["profiles"]
    if not counts:
        return None
    items = [Bar(str(profile.label), counts.get(profile.value, 0)) for profile in StructureProfile]
    top = max(items, key=lambda item: item.value)
    total = sum(counts.values())
    description = ngettext(
        "Le profil le plus présent : %(label)s, %(count)s projet sur %(total)s.",
        "Le profil le plus présent : %(label)s, %(count)s projets sur %(total)s.",
        top.value,
    ) % {"label": top.label.lower(), "count": top.value, "total": total}
    return bars(
        items, title=_("Qui sont les projets"), description=description, columns=(_("Profil"), _("Projets"))
    )


def make_needs_chart(compared: Facts, own: set[str] | None = None, mark: str = "") -> Chart | None:
    """Needs named by the edition's projects, the own ones marked, the most frequent first."""
    if compared["answers"] < SMALLEST or not compared["needs"]:
        return None
    own = own or set()
    ordered = sorted(
        compared["need_labels"], key=lambda code: (-compared["needs"].get(code, 0), code == "other")
    )
    items = [
        Bar(compared["need_labels"][code], compared["needs"].get(code, 0), code in own) for code in ordered
    ]
    description = ngettext(
        "Premier besoin : %(label)s, nommé par %(count)s projet sur %(total)s.",
        "Premier besoin : %(label)s, nommé par %(count)s projets sur %(total)s.",
        items[0].value,
    ) % {"label": lower_first(items[0].label), "count": items[0].value, "total": compared["answers"]}
    return bars(
        items,
        title=_("Les besoins de l’édition"),
        description=description,
        columns=(_("Besoin"), _("Projets")),
        mark=mark,
        note=" ".join([_("Un projet peut nommer plusieurs besoins."), describe_whose_figures(compared)]),
    )


def make_usefulness_chart(compared: Facts, own: int | None = None, mark: str = "") -> Chart | None:
    """Usefulness of the session, from 1 to 5, over the edition; marks by fewer than five are added up."""
    counts, is_open = compared["usefulness"], not compared.get("shared_only", True)
    if compared["rated"] < SMALLEST:
        return None
    rows = [(str(rating), [counts.get(str(rating), 0)]) for rating in MARKS]
    merged = [(labels, count) for labels, [count] in merge_small_rows(rows, is_open=is_open)]
    items = [Bar(join_labels(labels), count, str(own) in labels) for labels, count in merged]
    mean = sum(int(rating) * count for rating, count in counts.items()) / compared["rated"]
    description = _("En moyenne %(mean)s sur 5.") % {"mean": number_format(mean, 1)}
    if own is not None:
        description = f"{description} " + _("Ce projet donne %(own)s.") % {"own": own}
    return steps(
        items,
        title=_("L’utilité de la session, de 1 à 5"),
        description=description,
        columns=(_("Note de 1 à 5"), _("Projets")),
        mark=mark,
        note=describe_whose_figures(compared),
    )


def describe_whose_figures(compared: Facts) -> str:
    if not compared.get("shared_only", True):
        return _("Sont comptés tous les projets qui ont répondu.")
    return _("Sont comptés les projets qui transmettent leurs réponses aux partenaires.")


def make_urgency_table(compared: Facts, *, is_open: bool = False) -> Context | None:
    """Needs by urgency: a cross-table for readers who may open each; for others the counts of urgencies, small ones
    added up. ``None`` with too few answers, or a single row."""
    labels = compared["urgency_labels"]
    if compared["answers"] < SMALLEST or not labels:
        return None
    counts = {
        code: [compared["needs_by_urgency"].get(code, {}).get(urgency, 0) for urgency in labels]
        for code in compared["need_labels"]
    }
    if is_open:
        rows = [
            [compared["need_labels"][code], *map(str, cells)] for code, cells in counts.items() if any(cells)
        ]
        return {"columns": [_("Besoin"), *labels.values()], "rows": rows} if rows else None
    totals = [sum(column) for column in zip(*counts.values(), strict=True)]
    merged = merge_small(list(zip(labels.values(), totals, strict=True)))
    rows = [[label, str(count)] for label, count in merged]
    return {"columns": [_("Pour quand"), _("Besoins nommés")], "rows": rows} if len(rows) > 1 else None
