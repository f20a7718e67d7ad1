"""The partners' view of an edition: every shared need, its answers, its decision. It is read before their meeting and
after.

A need is in it as long as its project shares it, and is hidden from readers who may not see its project.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.web.localised import lower_first
from accelerator.web.templatetags.prose import day
from coaching.models import Need
from coaching.support.access import BoardReader
from coaching.support.enums import StanceKind, SupportOutcome
from coaching.support.queries.board import (
    BOARD_FIELDS,
    NeedRow,
    OfferedScheme,
    SupportBoard,
    list_fitting_schemes,
    list_needs,
    list_offers,
    read_board,
    with_structures,
)
from coaching.surveys.counting import Facts
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.added_sections import AddedSection, register_added
from coaching.synthesis.reports.document import (
    OF_ONE,
    Block,
    Section,
    freeze_day,
    list_facts,
    list_items,
    make_card,
    make_section,
    make_sentence,
    make_table,
    read_day,
)
from coaching.synthesis.reports.filtering import register_check
from programmes.models import Edition, Organisation
from projects.models import Participation

BOARD = "page:coaching:support_board"
ESSENTIALS, OUTCOMES = "essentials", "outcomes"

CountedNeed = list[str]
"""``[uid, place, outcome]``, the outcome "" without a decision: a version stores the needs that it counts."""


def gather_board(edition: Edition, participation: Participation | None) -> Facts:
    """The present board. Nine queries."""
    wished = Prefetch("wished", Organisation.objects.order_by("name"))
    needs = with_structures(list_needs(edition.pk), *BOARD_FIELDS).prefetch_related(wished)
    board = read_board(edition, needs)
    schemes = list_offers(edition)
    return {
        "meeting": {
            "on": freeze_day(edition.partners_meet_on),
            "place": board.meeting.place,
            "is_closed": board.is_closed,
        },
        "bodies": [str(body) for body in board.bodies],
        "projects": _list_projects(board, schemes),
    }


def _list_projects(board: SupportBoard, schemes: tuple[OfferedScheme, ...]) -> list[Facts]:
    return [
        {
            "place": group.rows[0].need.participation_id,
            "title": group.project.title,
            "structure": str(group.project.organisation or ""),
            "needs": [_describe_row(row, schemes) for row in group.rows],
        }
        for group in board.projects
    ]


def _describe_row(row: NeedRow, schemes: tuple[OfferedScheme, ...]) -> Facts:
    need, decision = row.need, row.decision
    answers: dict[str, list[str]] = {kind.value: [] for kind in StanceKind}
    for cell in row.answered:
        if cell.stance:
            to = cell.stance.refer_to
            answers[cell.stance.kind].append(
                _("%(body)s vers %(to)s") % {"body": cell.body, "to": to} if to else str(cell.body)
            )
    return {
        "uid": str(need.uid),
        "sentence": need.sentence,
        "kind": str(need.get_kind_display()),
        "urgency": str(need.get_urgency_display()),
        "wished": [str(body) for body in need.wished.all()],
        "schemes": list_fitting_schemes(schemes, need, timezone.localdate()),
        "answers": answers,
        "uncovered": row.is_uncovered,
        "contended": row.is_contended,
        "decision": {
            "outcome": decision.outcome,
            "reason": decision.reason,
            "lead": str(decision.lead or ""),
            "scheme": decision.scheme.name if decision.scheme else "",
        }
        if decision
        else None,
    }


def compose_board(facts: Facts) -> list[Section]:
    """The whole in a few lines, the pending needs, then each project."""
    needs = [(project, need) for project in facts.get("projects", []) for need in project["needs"]]
    counted = [
        [need["uid"], project["place"], need["decision"]["outcome"] if need["decision"] else ""]
        for project, need in needs
    ]
    return [
        _compose_essentials(facts.get("meeting", {}), facts.get("bodies", []), counted),
        _compose_open(
            "uncovered",
            _("Ce que personne ne prend encore"),
            ((project, need, "") for project, need in needs if need["uncovered"] and not need["decision"]),
        ),
        _compose_open(
            "contended",
            _("Ce que plusieurs organismes proposent de piloter"),
            (
                (project, need, ", ".join(need["answers"][StanceKind.LEAD]))
                for project, need in needs
                if need["contended"] and not need["decision"]
            ),
        ),
        _compose_outcomes(counted),
        *(
            make_section(
                f"{OF_ONE}{project['place']}", project["title"], blocks=map(_compose_need, project["needs"])
            )
            for project in facts.get("projects", [])
        ),
    ]


def _compose_essentials(meeting: Facts, bodies: list[str], needs: list[CountedNeed]) -> Section:
    on = read_day(meeting.get("on", ""))
    when = " · ".join(filter(None, [day(on) if on else "", meeting.get("place", "")]))
    left = sum(1 for _uid, _place, outcome in needs if not outcome)
    text = (
        ngettext(
            "%(count)s besoin attend encore une décision.",
            "%(count)s besoins attendent encore une décision.",
            left,
        )
        % {"count": left}
        if left
        else _("La réunion est close : chaque besoin a sa réponse.")
        if meeting.get("is_closed")
        else ""
    )
    rows = [
        [_("Réunion"), when, BOARD],
        [_("Projets"), str(len({place for _uid, place, _outcome in needs})), BOARD],
        [_("Besoins transmis"), str(len(needs)), BOARD],
        [_("Organismes"), ", ".join(bodies)],
    ]
    nothing = "" if needs else _("Aucun projet ne transmet encore de besoin.")
    section = make_section(
        ESSENTIALS,
        _("L’essentiel"),
        text=[make_sentence(text, BOARD), make_sentence(nothing)],
        blocks=[list_facts(rows)],
    )
    return {**section, "counted": {"meeting": meeting, "bodies": bodies, "needs": needs}}


def _compose_open(key: str, title: str, rows: Iterable[tuple[Facts, Facts, str]]) -> Section:
    items = [
        make_sentence(
            " · ".join(filter(None, [project["title"], need["sentence"], need["urgency"], bodies])),
            f"need:{need['uid']}",
        )
        for project, need, bodies in rows
    ]
    return make_section(key, title, blocks=[list_items(items)])


def _compose_outcomes(needs: list[CountedNeed]) -> Section:
    counts = Counter(outcome for _uid, _place, outcome in needs if outcome)
    rows = [[str(outcome.label), str(counts[outcome.value])] for outcome in SupportOutcome]
    table = make_table([_("Décision"), _("Besoins")], rows, source=BOARD) if counts else None
    section = make_section(OUTCOMES, _("Les décisions"), blocks=[table])
    return {**section, "counted": {"needs": needs}}


def recount(section: Section, readable: Collection[str]) -> Section | None:
    """A section that counts needs, over the ``readable`` ones alone: a difference would reveal the others.

    ``None`` for a section of an older version, which does not store the needs it counts.
    """
    if section["key"] not in (ESSENTIALS, OUTCOMES):
        return section
    if "counted" not in section:
        return None
    counted = section["counted"]
    needs = [need for need in counted["needs"] if need[0] in readable]
    again = (
        _compose_outcomes(needs)
        if section["key"] == OUTCOMES
        else _compose_essentials(counted["meeting"], counted["bodies"], needs)
    )
    return {**again, "own": section["own"], "added": section["added"]}


def _compose_need(need: Facts) -> Block:
    answers, decision = need["answers"], need["decision"]
    rows = [
        [_("Organismes souhaités"), ", ".join(need["wished"])],
        [_("Proposent de piloter"), ", ".join(answers[StanceKind.LEAD])],
        [_("Contribuent"), ", ".join(answers[StanceKind.JOIN])],
        [_("Orientent"), ", ".join(answers[StanceKind.REFER])],
        [_("Ne peuvent pas"), ", ".join(answers[StanceKind.NOT_US])],
        [_("Dispositifs à regarder"), ", ".join(need["schemes"])],
        *(_describe_decision(decision) if decision else []),
    ]
    about = " · ".join(filter(None, [lower_first(need["kind"]) if need["kind"] else "", need["urgency"]]))
    return make_card(need["sentence"], about=about, rows=rows, source=f"need:{need['uid']}")


def _describe_decision(decision: Facts) -> list[list[str]]:
    return [
        [_("Décision"), str(SupportOutcome(decision["outcome"]).label)],
        [_("Pourquoi, ou à quelle condition"), decision["reason"]],
        [_("Qui pilote"), " · ".join(filter(None, [decision["lead"], decision["scheme"]]))],
    ]


def _find_readable_ids(edition: Edition, user: User | None, names: Collection[str]) -> set[str]:
    """The needs that are still shared, without those hidden from ``user``."""
    needs = (
        Need.objects.for_partners([edition.pk])
        if user is None
        else BoardReader(edition, user, runs=False).list_needs()
    )
    rows = needs.filter(uid__in=[UUID(name) for name in names]).order_by()
    return {str(uid) for uid in rows.values_list("uid", flat=True)}


def register_partners_view() -> None:
    """Called when the app is ready."""
    kinds = frozenset({ReportKind.PARTNERS})
    register_added(AddedSection("board", 10, gather_board, compose_board, kinds))
    register_check("need", _find_readable_ids, recount)
