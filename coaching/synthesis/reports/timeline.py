"""The timeline of a project in its synthesis, in the words of the first day. Partners do not read it."""

from django.utils.translation import gettext as _

from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind
from coaching.canvas.queries.timeline import ON_THE_LINE
from coaching.models import Canvas, CanvasItem
from coaching.surveys.counting import Facts
from coaching.synthesis.reports.answers import list_texts, read_answers_of
from coaching.synthesis.reports.document import Section, make_section, make_table, write_prose
from projects.models import Participation

DRAWN = "drawn"
"""The kind of source of what a project drew: those who hold or organise it read it, partners do not."""


def timeline_facts(participation: Participation) -> Facts:
    """Its moments in order, and the texts beside it. Three queries at most."""
    canvas = Canvas.objects.filter(
        participation=participation, kind=CanvasKind.TIMELINE, moment=CanvasMoment.SESSION
    ).first()
    if canvas is None:
        return {}
    items = CanvasItem.objects.active().filter(canvas=canvas, kind__in=ON_THE_LINE).exclude(label="")
    return {
        "source": f"{DRAWN}:{participation.pk}",
        "moments": [
            [item.date_text, str(ItemKind(item.kind).label), item.label, item.detail]
            for item in items.order_by("position", "pk")
        ],
        "texts": list_texts(read_answers_of(canvas.sheet_id)) if canvas.sheet_id else [],
    }


def compose_timeline(facts: Facts) -> Section:
    """What happened, when, in the words of the project."""
    drawn, title = facts.get("timeline"), _("La frise du projet")
    if not drawn:
        return make_section("timeline", title)
    rows = [
        [when or kind, " – ".join(filter(None, [label, detail]))]
        for when, kind, label, detail in drawn["moments"]
    ]
    return make_section(
        "timeline",
        title,
        blocks=[
            *(write_prose(row["text"], drawn["source"], title=row["label"]) for row in drawn["texts"]),
            make_table([_("Quand"), _("Ce qui s’est passé")], rows, source=drawn["source"], in_words=True),
        ],
    )
