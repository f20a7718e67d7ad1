"""The two days in the report of an edition: attendees, ideas, canvases, and public pictures."""

from collections import Counter

from django.db.models import Q
from django.utils.translation import gettext as _, ngettext

from coaching.attendance.enums import Audience
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.ideas.enums import Verdict
from coaching.models import Attendance, Attendee, Canvas, Contribution, GalleryItem, MixRound
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import hide_small, hide_small_share
from coaching.synthesis.reports.debrief import HOLDER_KINDS
from coaching.synthesis.reports.document import Section, make_section, make_sentence, make_table, show_picture
from programmes.models import Edition

MOST_PICTURES = 4
PRESENCE, MIX, TIMELINE_SOURCE, PROGRAMME = (
    "page:coaching:manage_attendees",
    "page:coaching:mix",
    "page:coaching:session_drawn",
    "page:coaching:timetable",
)


def gather_days(edition: Edition) -> Facts:
    """Counts alone, and the pictures that everybody may see. Seven queries."""
    there = Attendee.objects.filter(
        pk__in=Attendance.objects.filter(day__session__edition=edition).order_by().values("attendee")
    )
    kinds = Counter(there.order_by().values_list("kind", flat=True))
    ideas = Contribution.objects.published().filter(participation__edition=edition).order_by()
    canvases = Canvas.objects.filter(
        participation__edition=edition,
        moment=CanvasMoment.SESSION,
        state__in=[CanvasState.VALIDATED, CanvasState.FROZEN],
    ).order_by()
    rounds = MixRound.objects.filter(session__edition=edition).begun()
    return {
        "present": sum(kinds.values()),
        "holders": sum(kinds[kind] for kind in HOLDER_KINDS),
        "rounds": rounds.count(),
        "ideas": ideas.count(),
        "accepted": ideas.filter(verdict=Verdict.KEEP).count(),
        "canvases": dict(Counter(canvases.values_list("kind", flat=True))),
        "pictures": _list_pictures(edition),
    }


def _list_pictures(edition: Edition) -> list[Facts]:
    """Published pictures with the consent of everybody on them, those with a caption first."""
    published = (
        GalleryItem.objects.visible_to(Audience.PUBLIC).filter(session__edition=edition).exclude(thumb="")
    )
    rows = published.order_by("kind", "added_at", "pk").filter(~Q(file=""))[:24]
    chosen = sorted(rows, key=lambda item: not item.caption)[:MOST_PICTURES]
    return [
        {"uid": str(item.uid), "alt": item.alt, "caption": item.caption, "author": item.author}
        for item in chosen
    ]


def compose_days(facts: Facts) -> Section:
    title = _("Les deux jours")
    counted = facts.get("days")
    if not counted:
        return make_section("days", title)
    return make_section(
        "days",
        title,
        text=[
            make_sentence(_describe_presence(counted), PRESENCE),
            make_sentence(_describe_mix(counted), MIX),
            make_sentence(_describe_accepted(counted), MIX),
        ],
        blocks=[
            _make_canvas_table(counted["canvases"], facts["counts"]["projects"]),
            *(show_picture(**picture) for picture in counted["pictures"]),
        ],
    )


def _describe_presence(counted: Facts) -> str:
    present = counted["present"]
    if not present:
        return ""
    holders, others = hide_small([counted["holders"], present - counted["holders"]])
    people = ngettext("%(count)s personne était présente", "%(count)s personnes étaient présentes", present)
    people %= {"count": present}
    if holders and others is not None:
        return _("%(people)s, dont %(holders)s pour porter un projet.") % {
            "people": people,
            "holders": holders,
        }
    return f"{people}."


def _describe_mix(counted: Facts) -> str:
    if not counted["ideas"]:
        return ""
    ideas = ngettext(
        "Le Grand Mix a donné %(count)s idée", "Le Grand Mix a donné %(count)s idées", counted["ideas"]
    ) % {"count": counted["ideas"]}
    if not counted["rounds"]:
        return f"{ideas}."
    return ngettext(
        "%(ideas)s en %(count)s tour.", "%(ideas)s en %(count)s tours.", counted["rounds"]
    ) % {"ideas": ideas, "count": counted["rounds"]}  # fmt: skip


def _describe_accepted(counted: Facts) -> str:
    if not counted["accepted"]:
        return ""
    return ngettext(
        "Les projets en ont gardé %(count)s.", "Les projets en ont gardé %(count)s.", counted["accepted"]
    ) % {"count": counted["accepted"]}


def _make_canvas_table(counts: dict[str, int], projects: int) -> Facts | None:
    """The canvases that five projects at least validated, unless all but a few did: either would identify them."""
    counted = {kind: hide_small_share(counts.get(kind.value, 0), projects) for kind in CanvasKind}
    rows = [[str(kind.label), str(count), str(projects)] for kind, count in counted.items() if count]
    columns = [_("Ce que les projets ont dessiné"), _("Validés"), _("Projets")]
    return make_table(columns, rows, source=TIMELINE_SOURCE)
