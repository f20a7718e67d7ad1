"""The axes of an ADN map as their page shows them, drawn once for those that are alike: only what was read differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.rows.forms import RowForm
from accelerator.rows.gaps import NEXT_UID, TOKEN, UID, GapTemplate, gap
from accelerator.rows.stencil import ADDRESSES, FIRST, MORE, NAME, DrawnRow, FormGaps, Stencil
from accelerator.web.elements import attributes, element, escape_text, join_elements
from accelerator.web.renderer import draw_options
from accelerator.web.templatetags.prose import typo
from coaching.canvas.adn import name_reading
from coaching.canvas.enums import AxisFamily, CanvasMoment
from coaching.canvas.forms.adn import ReadingForm
from coaching.canvas.queries.adn import AxisCard
from coaching.models import Axis, AxisReading
from coaching.plan.enums import Priority
from coaching.room.access import ProjectRoom
from coaching.room.views.lists import EditGaps, RowShown, row_urls

CODE = str(NEXT_UID)
"""In the place of an axis's own code, in addresses too."""
TITLE, LABEL, QUESTION, THEN, READING, FINDING, BLOCKER, PRIORITY, BLOCK_URL, PLAN_URL = map(
    gap,
    (
        "title",
        "label",
        "question",
        "then",
        "reading",
        "finding",
        "blocker",
        "priority",
        "block_url",
        "plan_url",
    ),
)
"""In the place of what is said of it."""
FORM = "coaching/canvas/_adn_form.html"


@dataclass(frozen=True)
class _AxisLikeness:
    """What axes that are alike have in common, and what their template reads: nothing of one project."""

    is_again: bool
    has_blocker: bool
    edit: EditGaps | None
    may_block: bool
    code, title, label, question, then, reading = CODE, TITLE, LABEL, QUESTION, THEN, SafeString(READING)
    uid, blocker, priority, block_url, plan_url = UID, BLOCKER, PRIORITY, BLOCK_URL, PLAN_URL

    def tell(self) -> dict[str, Any]:
        return {"shown": self, "priorities": draw_options(Priority.choices, Priority.NEXT)}


class AxisCards:
    """Those of one page. ``writes``: this person may, now. ``refused`` takes the place of the axis it is about."""

    def __init__(
        self, room: ProjectRoom, moment: CanvasMoment, *, writes: bool, refused: RowForm | None = None
    ) -> None:
        self.room, self.moment, self.writes, self.refused = room, moment, writes, refused
        self.whole, self._form = GapTemplate("coaching/canvas/_adn_axis.html"), GapTemplate(FORM)
        self._stencils = {family: _make_stencil(family) for family in AxisFamily}
        self._urls = row_urls(room, "reading", UID, f"{moment}.{CODE}")
        self.block_url = f"{reverse('coaching:adn_block', args=[room.slug, CODE])}?moment={moment}"
        self.plan_url = reverse("coaching:room_plan", args=[room.slug])

    def draw_reading(self, card: AxisCard, context: Context) -> SafeString:
        """What was read on an axis: its form for those who write, as it was refused if it was."""
        if not self.writes:
            return _render("coaching/canvas/_adn_read.html", context, card=card, reading=card.reading)
        # see name_reading: nobody has to wait for the server to make the row
        uid = name_reading(self.room.participation, self.moment, card.axis)
        urls = {
            name: url.replace(str(UID), str(uid)).replace(CODE, card.axis.code)
            for name, url in self._urls.items()
        }
        if self.refused is None or self.refused.uid != uid:
            return self._fill_form(card, uid, urls, context)
        told = {"finding": _tell_finding(card), "label": card.axis.label}
        return _render(FORM, context, form=self.refused, urls=urls, **told)

    def _fill_form(self, card: AxisCard, uid: UUID, urls: Mapping[str, str], context: Context) -> SafeString:
        stencil = self._stencils[AxisFamily(card.axis.family)]
        row = DrawnRow(stencil, card.reading or AxisReading(uid=uid), label=card.axis.label)
        finding = _tell_finding(card)

        def tell() -> dict[str, Any]:
            told = FINDING if finding else ""
            return {"form": FormGaps(stencil.find_form()), "urls": ADDRESSES, "finding": told, "label": NAME}

        addresses = {ADDRESSES[name]: escape_text(url) for name, url in urls.items()}
        fields = {FIRST: row.first_drawn, MORE: row.more_drawn, FINDING: typo(finding)}
        drawn = self._form.draw((card.axis.family, bool(finding)), context, tell)
        return drawn.fill({TOKEN: str(context["csrf_token"]), **addresses, **row.told, **fields})


def _tell_finding(card: AxisCard) -> str:
    return card.reading.finding if card.reading else ""


def _make_stencil(family: AxisFamily) -> Stencil:
    """A dimension asks for less than a facet."""
    axis = Axis(family=family, label_fr=NAME, label_en=NAME)
    return Stencil(ReadingForm, owner={"axis": axis}, likeness=family)


def _render(name: str, context: Context, **told: Any) -> SafeString:
    template: Any = get_template(name)
    with context.push(**told):
        return SafeString(template.template.render(context))


@dataclass(frozen=True)
class AxisShown:
    """One axis: its question, what was read there, and the blocker it shows.

    ``edit``: the form of the blocker, for those who write. Templates include it as a template of its own.
    """

    cards: AxisCards
    card: AxisCard
    edit: RowShown | None

    def render(self, context: Context) -> SafeString:
        like = self._find_likeness()
        return self.cards.whole.draw(like, context, like.tell).fill(self._tell(context))

    def _find_likeness(self) -> _AxisLikeness:
        blocker, edit = self.card.blocker, self.edit
        return _AxisLikeness(
            is_again=self.cards.moment != CanvasMoment.SESSION,
            has_blocker=blocker is not None,
            edit=EditGaps(edit.is_open) if edit else None,
            may_block=blocker is None and self.cards.room.can_write,
        )

    def _tell(self, context: Context) -> Mapping[str, str]:
        """What is put in the gaps, as HTML."""
        axis, blocker, cards = self.card.axis, self.card.blocker, self.cards
        told = {
            TOKEN: str(context["csrf_token"]),
            CODE: escape_text(axis.code),
            TITLE: typo(axis.label),
            LABEL: escape_text(axis.label),
            QUESTION: typo(axis.question),
            THEN: self._tell_then(),
            READING: cards.draw_reading(self.card, context),
            BLOCK_URL: escape_text(cards.block_url.replace(CODE, axis.code)),
            PLAN_URL: escape_text(cards.plan_url),
        }
        if blocker:
            told |= {str(UID): str(blocker.uid), BLOCKER: typo(blocker.text)}
            told |= {PRIORITY: escape_text(blocker.get_priority_display())}
        return {**told, **self.edit.tell_gaps(context)} if self.edit else told

    def _tell_then(self) -> SafeString:
        """What was said at the session."""
        level, before = self.card.level_before, self.card.before
        said = SafeString(
            escape_text(_("rien de dit") if level is None else f"{level.value} · {level.label}")
        )
        if before is None or not before.finding:
            return said
        return join_elements(said, SafeString(" "), element("q", attributes({}), typo(before.finding)))
