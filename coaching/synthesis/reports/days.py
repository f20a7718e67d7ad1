"""The two days in the report of an edition: who was there, what was written and drawn, pictures that may be shown."""

from collections import Counter

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.attendance.enums import Audience
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.ideas.enums import Verdict
from coaching.models import Attendance, Attendee, Canvas, Contribution, GalleryItem, MixRound
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import hide_small, hide_small_share
from coaching.synthesis.reports.debrief import HOLDS
from coaching.synthesis.reports.document import Section, lay_table, make_section, say, show_picture
from programmes.models import Edition

MOST_PICTURES = 4
PRESENCE, MIX, DRAWN, PROGRAMME = (
    "page:coaching:manage_attendees",
    "page:coaching:mix",
    "page:coaching:session_drawn",
    "page:coaching:timetable",
)


def day_facts(edition: Edition) -> Facts:
    """Counts alone, and the pictures that everybody may see. Seven queries."""
    there = Attendee.objects.filter(
        pk__in=Attendance.objects.filter(day__session__edition=edition).order_by().values("attendee")
    )
    kinds = Counter(there.order_by().values_list("kind", flat=True))
    ideas = Contribution.objects.shown().filter(participation__edition=edition).order_by()
    drawn = Canvas.objects.filter(
        participation__edition=edition,
        moment=CanvasMoment.SESSION,
        state__in=[CanvasState.VALIDATED, CanvasState.FROZEN],
    ).order_by()
    rounds = MixRound.objects.filter(session__edition=edition).begun()
    return {
        "present": sum(kinds.values()),
        "holders": sum(kinds[kind] for kind in HOLDS),
        "rounds": rounds.count(),
        "ideas": ideas.count(),
        "kept": ideas.filter(verdict=Verdict.KEEP).count(),
        "canvases": dict(Counter(drawn.values_list("kind", flat=True))),
        "pictures": _list_pictures(edition),
    }


def _list_pictures(edition: Edition) -> list[Facts]:
    """Published ones that everybody on them lets be shown, those that somebody captioned first."""
    shown = GalleryItem.objects.visible_to(Audience.PUBLIC).filter(session__edition=edition).exclude(thumb="")
    rows = shown.order_by("kind", "added_at", "pk").filter(~Q(file=""))[:24]
    chosen = sorted(rows, key=lambda item: not item.caption)[:MOST_PICTURES]
    return [
        {"uid": str(item.uid), "alt": item.alt, "caption": item.caption, "author": item.author}
        for item in chosen
    ]


def tell_days(facts: Facts) -> Section:
    title = _("Les deux jours")
    told = facts.get("days")
    if not told:
        return make_section("days", title)
    return make_section(
        "days",
        title,
        text=[
            say(_tell_presence(told), PRESENCE),
            say(_tell_mix(told), MIX),
            say(_tell_kept(told), MIX),
        ],
        blocks=[
            _lay_canvases(told["canvases"], facts["counts"]["projects"]),
            *(show_picture(**picture) for picture in told["pictures"]),
        ],
    )


def _tell_presence(told: Facts) -> str:
    present = told["present"]
    if not present:
        return ""
    holders, others = hide_small([told["holders"], present - told["holders"]])
    said = ngettext("%(count)s personne était présente", "%(count)s personnes étaient présentes", present)
    said %= {"count": present}
    if holders and others is not None:
        return _("%(said)s, dont %(holders)s pour porter un projet.") % {"said": said, "holders": holders}
    return f"{said}."


def _tell_mix(told: Facts) -> str:
    if not told["ideas"]:
        return ""
    ideas = ngettext(
        "Le Grand Mix a donné %(count)s idée", "Le Grand Mix a donné %(count)s idées", told["ideas"]
    ) % {"count": told["ideas"]}
    if not told["rounds"]:
        return f"{ideas}."
    return ngettext(
        "%(ideas)s en %(count)s tour.", "%(ideas)s en %(count)s tours.", told["rounds"]
    ) % {"ideas": ideas, "count": told["rounds"]}  # fmt: skip


def _tell_kept(told: Facts) -> str:
    if not told["kept"]:
        return ""
    return ngettext(
        "Les projets en ont gardé %(count)s.", "Les projets en ont gardé %(count)s.", told["kept"]
    ) % {"count": told["kept"]}


def _lay_canvases(counts: dict[str, int], projects: int) -> Facts | None:
    """What under five projects drew would point at them, and what all but a few drew at those few: it is left out."""
    told = {kind: hide_small_share(counts.get(kind.value, 0), projects) for kind in CanvasKind}
    rows = [[str(kind.label), str(count), str(projects)] for kind, count in told.items() if count]
    columns = [_("Ce que les projets ont dessiné"), _("Validés"), _("Projets")]
    return lay_table(columns, rows, source=DRAWN)
