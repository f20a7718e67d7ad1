"""Cells of the board, drawn without a template: a board has two thousand of them, and screens ask for them again."""

from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import typo
from coaching.models import Stance, SupportDecision
from coaching.support.enums import StanceKind, SupportOutcome
from coaching.support.queries.board import StanceCell


def say_stance(stance: Stance) -> str:
    """« pilote », « contribue », « pas nous », « oriente vers l’Opco »."""
    words = {
        StanceKind.LEAD: _("pilote"),
        StanceKind.JOIN: _("contribue"),
        StanceKind.NOT_US: _("pas nous"),
        StanceKind.REFER: _("oriente vers %(body)s") % {"body": stance.refer_to},
    }
    return words[StanceKind(stance.kind)]


def draw_cell(cell: StanceCell, *, notes: bool = True) -> SafeString:
    """``<td>`` of one body, its name read out where the column's head is far. Without ``notes``, none of its words."""
    name, ident = escape(str(cell.body)), f"cell-{cell.need.pk}-{cell.body.pk}"
    own = " board-own" if cell.is_own else ""
    if stance := cell.stance:
        said, comment = escape(say_stance(stance)), typo(stance.comment)
        note = f'<span class="board-note">{comment}</span>' if comment and notes else ""
        return SafeString(
            f'<td id="{ident}" class="board-cell stance-{stance.kind}{own}" data-kind="{stance.kind}"'
            f' data-version="{stance.version}"><span class="board-body">{name}</span> <b>{said}</b>{note}</td>'
        )
    wished = (
        f'<span class="board-wished">{escape(_("souhaité par le projet"))}</span>' if cell.is_wished else ""
    )
    return SafeString(
        f'<td id="{ident}" class="board-cell board-empty{own}" data-kind="" data-version="0">'
        f'<span class="board-body">{name}</span> {wished}</td>'
    )


def draw_decision(need: int, decision: SupportDecision | None, *, notes: bool = True) -> SafeString:
    """``<td>`` of what was decided of a need."""
    if decision is None:
        return SafeString(
            f'<td id="decision-{need}" class="board-decision board-undecided">{escape(_("à décider"))}</td>'
        )
    lead = f" · {escape(str(decision.lead))}" if decision.lead else ""
    reason = f'<span class="board-note">{typo(decision.reason)}</span>' if decision.reason and notes else ""
    label = escape(str(SupportOutcome(decision.outcome).label))
    return SafeString(
        f'<td id="decision-{need}" class="board-decision outcome-{decision.outcome}"><b>{label}</b>{lead}{reason}</td>'
    )
