"""Blockers by axis, and the six dimensions at the session and six months later.

Over all the projects that come, means of five at least and counts that are added up: they identify no project.
"""

from collections import Counter, defaultdict

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from coaching.canvas.enums import AxisFamily, CanvasMoment
from coaching.models import Axis, AxisReading, Blocker
from coaching.plan.enums import BlockerState
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST, hide_small_share, merge_small
from coaching.synthesis.reports.document import Section, make_section, make_sentence, make_table
from programmes.models import Edition
from projects.models import Participation

CANVAS_PAGE = "page:coaching:session_drawn"
TIMES = (CanvasMoment.SESSION.value, CanvasMoment.SIX_MONTHS.value)


def gather_dimensions(edition: Edition) -> Facts:
    """``blockers`` and ``dimensions``, by axis. Three queries."""
    coming = Participation.objects.confirmed().filter(edition=edition).order_by().values("pk")
    axes = list(Axis.objects.filter(edition=edition))
    blockers = Blocker.objects.active().exclude(text="").filter(participation__in=coming).order_by()
    by_axis: dict[int | None, Counter[str]] = defaultdict(Counter)
    for axis, state in blockers.values_list("axis", "state"):
        by_axis[axis]["lifted" if state == BlockerState.LIFTED else "open"] += 1
    rows = AxisReading.objects.filter(canvas__participation__in=coming, axis__family=AxisFamily.DIMENSION)
    levels: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    readings = rows.exclude(level=None).order_by()
    columns = ("axis", "canvas__participation", "canvas__moment", "level")
    for axis_pk, place, moment, level in readings.values_list(*columns):
        levels[axis_pk][place][moment] = level or 0
    return {
        "blockers": [
            {"label": axis.label, "family": axis.family, **by_axis[axis.pk]}
            for axis in axes
            if axis.pk in by_axis
        ]
        + ([{"label": "", "family": "", **by_axis[None]}] if None in by_axis else []),
        "dimensions": [
            {"label": axis.label, **_compare(levels[axis.pk])} for axis in axes if axis.pk in levels
        ],
    }


def _compare(places: dict[int, dict[str, int]]) -> Facts:
    """The mean of projects placed at the session, and both means of those placed again."""
    first, again = TIMES
    both = [(moments[first], moments[again]) for moments in places.values() if {*TIMES} <= {*moments}]
    read = [moments[first] for moments in places.values() if first in moments]
    return {
        "mean": round(sum(read) / len(read), 1) if len(read) >= SMALLEST else None,
        "before": round(sum(old for old, _new in both) / len(both), 1) if len(both) >= SMALLEST else None,
        "after": round(sum(new for _old, new in both) / len(both), 1) if len(both) >= SMALLEST else None,
    }


def compose_blockers(facts: Facts) -> Section:
    """The blockers of each axis, the most frequent first; axes named less than five times are added up."""
    title = _("Les verrous, par axe")
    rows = facts.get("standing", {}).get("blockers", [])
    total = sum(map(_count_blockers, rows))
    if total < SMALLEST:
        return make_section("blockers", title)
    lifted = sum(row.get("lifted", 0) for row in rows)
    named = ngettext(
        "Les projets ont nommé %(count)s verrou.", "Les projets ont nommé %(count)s verrous.", total
    ) % {"count": total}
    lifted_text = ngettext("%(count)s est levé depuis.", "%(count)s sont levés depuis.", lifted) % {
        "count": lifted
    }
    ordered = sorted(rows, key=lambda row: (-_count_blockers(row), row["label"]))
    merged = merge_small([(row["label"] or _("Hors des axes"), _count_blockers(row)) for row in ordered])
    lines = [[label, str(count)] for label, count in merged]
    return make_section(
        "blockers",
        title,
        text=[
            make_sentence(named, CANVAS_PAGE),
            make_sentence(lifted_text if hide_small_share(lifted, total) else "", CANVAS_PAGE),
        ],
        blocks=[
            make_table([_("Axe"), _("Verrous nommés")], lines if len(lines) > 1 else [], source=CANVAS_PAGE)
        ],
    )


def _count_blockers(row: Facts) -> int:
    return int(row.get("open", 0) + row.get("lifted", 0))


def compose_dimensions(facts: Facts) -> Section:
    title = _("Les six dimensions, avant et après")
    rows = [row for row in facts.get("standing", {}).get("dimensions", []) if row["mean"] is not None]
    if not rows:
        return make_section("dimensions", title)
    again = [row for row in rows if row["before"] is not None]
    return make_section(
        "dimensions",
        title,
        text=[
            make_sentence(
                _("Chaque projet se situe lui-même sur une échelle de 0 à 4, pendant la session."),
                CANVAS_PAGE,
            ),
            make_sentence(
                _("Ceux qui ont redessiné leur carte six mois après sont comparés à eux-mêmes.")
                if again
                else _("La comparaison viendra quand cinq projets auront redessiné leur carte."),
                CANVAS_PAGE,
            ),
        ],
        blocks=[
            make_table(
                [_("Dimension"), _("Niveau moyen à la session")],
                [[row["label"], number_format(row["mean"], 1)] for row in rows],
                source=CANVAS_PAGE,
            ),
            make_table(
                [_("Dimension"), _("À la session"), _("Six mois après")],
                [
                    [row["label"], number_format(row["before"], 1), number_format(row["after"], 1)]
                    for row in again
                ],
                title=_("Les mêmes projets, six mois après"),
                source=CANVAS_PAGE,
            ),
        ],
    )
