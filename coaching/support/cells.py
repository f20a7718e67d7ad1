"""The board, drawn without a template: it has two thousand cells, and screens ask for them again.

A cell is drawn once for what it says: all who follow the board are shown the same, until it says something else.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import typo
from coaching.models import Need, SupportDecision
from coaching.support.enums import QUICK, StanceKind, SupportOutcome
from coaching.support.queries.board import GivenStance, NeedRow, StanceCell
from programmes.models import Organisation
from projects.models import Project

KEPT_CELLS, KEPT_ROWS = 8192, 512
"""Eight full boards, of some hundred bytes a cell."""
Columns = tuple[tuple[int, str], ...]
"""The bodies of a board: key and name."""
_NOTHING = SafeString("")


def say_stance(stance: GivenStance) -> str:
    """« pilote », « contribue », « pas nous », « oriente vers l’Opco »."""
    return say_kind(stance.kind, stance.refer_to)


def say_kind(kind: str, refer_to: str) -> str:
    match kind:
        case StanceKind.LEAD:
            return _("pilote")
        case StanceKind.JOIN:
            return _("contribue")
        case StanceKind.NOT_US:
            return _("pas nous")
    return _("oriente vers %(body)s") % {"body": refer_to}


def draw_cell(cell: StanceCell, *, notes: bool = True) -> SafeString:
    """``<td>`` of one body, its name read out where the column's head is far. Without ``notes``, none of its words.

    The same for everybody: :func:`mark_own` shows a reader which are of their own body.
    """
    said = cell.stance or cell.is_wished
    return _draw_cell(get_language(), cell.need.pk, (cell.body.pk, str(cell.body)), said, notes)


def name_columns(bodies: Iterable[Organisation]) -> Columns:
    return tuple((body.pk, str(body)) for body in bodies)


def draw_answers(row: NeedRow, columns: Columns, *, notes: bool = True) -> SafeString:
    """The cells of a whole row, of these ``columns``."""
    said = tuple(cell.stance or cell.is_wished for cell in row.cells)
    return _draw_answers(get_language(), row.need.pk, columns, said, notes)


@lru_cache(KEPT_ROWS)
def _draw_answers(
    language: str | None, need: int, columns: Columns, said: tuple[GivenStance | bool, ...], notes: bool
) -> SafeString:
    cells = zip(columns, said, strict=True)
    return SafeString("".join(_draw_cell(language, need, body, answer, notes) for body, answer in cells))


def _draw_cell(
    language: str | None, need: int, body: tuple[int, str], said: GivenStance | bool, notes: bool
) -> SafeString:
    """``said``: what the body answers, or whether the project wishes for it."""
    if isinstance(said, bool):
        return _draw_empty(language, need, *body, said)
    return _draw_stance(language, *body, said, notes)


@lru_cache(KEPT_CELLS)
def _draw_stance(_language: str | None, body: int, name: str, stance: GivenStance, notes: bool) -> SafeString:
    comment = typo(stance.comment) if notes else ""
    note = f'<span class="board-note">{comment}</span>' if comment else ""
    return SafeString(
        f'<td id="cell-{stance.need}-{body}" class="board-cell stance-{stance.kind}" data-kind="{stance.kind}"'
        f' data-version="{stance.version}"><span class="board-body">{escape(name)}</span>'
        f" <b>{escape(say_stance(stance))}</b>{note}</td>"
    )


@lru_cache(KEPT_CELLS)
def _draw_empty(_language: str | None, need: int, body: int, name: str, is_wished: bool) -> SafeString:
    wished = f'<span class="board-wished">{escape(_("souhaité par le projet"))}</span>' if is_wished else ""
    return SafeString(
        f'<td id="cell-{need}-{body}" class="board-cell board-empty" data-kind="" data-version="0">'
        f'<span class="board-body">{escape(name)}</span> {wished}</td>'
    )


def mark_own(cells: str, body: int | None) -> SafeString:
    """The same cells, those of this body marked as the reader's own."""
    # no text of a cell holds a quote that is not escaped
    found = f'-{body}" class="board-cell '
    return SafeString(cells.replace(found, f"{found}board-own ") if body else cells)


def draw_place(project: Project, columns: int, rows: Iterable[str]) -> SafeString:
    """``<tbody>`` of a project: its title over its rows."""
    structure = project.organisation
    named = f' <span class="small muted">{escape(str(structure))}</span>' if structure else ""
    return SafeString(
        f'<tbody><tr class="board-project"><th scope="rowgroup" colspan="{columns}">{typo(project.title)}{named}</th>'
        f"</tr>{''.join(rows)}</tbody>"
    )


def draw_row(row: NeedRow, cells: str) -> str:
    alert = ' class="board-uncovered"' if row.is_uncovered and not row.decision else ""
    return f'<tr id="need-{row.need.pk}"{alert}>{cells}</tr>'


def draw_need(need: Need, href: str, schemes: SafeString = _NOTHING) -> SafeString:
    """``<th>`` of a row: what is asked for, of which kind, how soon, and the ``schemes`` that may answer."""
    return _draw_need(get_language(), need.sentence, need.kind, need.urgency, href, schemes)


@lru_cache(KEPT_ROWS)
def _draw_need(
    _language: str | None, sentence: str, kind: str, urgency: int, href: str, schemes: SafeString
) -> SafeString:
    need = Need(kind=kind, urgency=urgency)
    named = f"{escape(str(need.get_kind_display()))} · " if kind else ""
    return SafeString(
        f'<th class="board-need" scope="row"><a href="{escape(href)}">{typo(sentence)}</a>'
        f' <span class="small muted">{named}{escape(str(need.get_urgency_display()))}</span>{schemes}</th>'
    )


def draw_choices(need: Need, href: str, own: GivenStance | None, *, action: str, token: str) -> SafeString:
    """``<td>`` of what the reader's body answers in one click; ``own``, what it answered."""
    seen, kind = (own.version, own.kind) if own else (0, "")
    # the token is a visitor's own, and the rest is everybody's: it is set in once the rest is drawn
    before, after = _draw_choices(get_language(), need.sentence, href, action, seen, kind)
    return SafeString(f"{before}{escape(token)}{after}")


@lru_cache(KEPT_ROWS)
def _draw_choices(
    language: str | None, sentence: str, href: str, action: str, seen: int, kind: str
) -> tuple[str, str]:
    """What stands before the token, and after it."""
    other = escape(_("autre…"))
    before = (
        f'<td class="board-answer"><form method="post" action="{escape(action)}" data-quick>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="'
    )
    after = (
        f'"><input type="hidden" name="seen" value="{seen}">{_draw_buttons(language, kind)}'
        f' <a class="board-choice" href="{escape(href)}">{other}'
        f'<span class="visually-hidden"> {escape(sentence)}</span></a></form></td>'
    )
    return before, after


@lru_cache
def _draw_buttons(_language: str | None, pressed: str) -> str:
    return "".join(
        f' <button class="board-choice" type="submit" name="kind" value="{quick.value}"'
        f' aria-pressed="{"true" if quick == pressed else "false"}">{escape(str(quick.label))}</button>'
        for quick in QUICK
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
