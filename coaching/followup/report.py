"""The follow-up section of reports: the lines of the letter, commitments and their states."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.web.templatetags.prose import short_day
from coaching.followup.enums import CommitmentState, Fulfilment, LineAnswer, find_fulfilment
from coaching.models import Commitment, LetterLine, Need, SupportLetter
from coaching.support.enums import SupportOutcome
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST, hide_small, write_cell
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.added_sections import OF_SYNTHESES, AddedSection, register_added
from coaching.synthesis.reports.document import (
    Block,
    Section,
    freeze_day,
    make_card,
    make_section,
    make_sentence,
    make_table,
    read_day,
)
from coaching.synthesis.reports.rendering import link_to, register_source
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.models import Participation

COMMITMENTS = "commitments:all"


def gather_follow_up(edition: Edition, participation: Participation | None) -> Facts:
    """Of a project, the last letter it received and its commitments; of an edition, counts. Three queries at most."""
    if participation is None:
        rows = Commitment.objects.of_edition(edition.pk).order_by().values_list("state", "confirmation")
        return {"states": dict(Counter(find_fulfilment(*row) or row[0] for row in rows))}
    letter = SupportLetter.objects.sent().filter(participation=participation).order_by("-number").first()
    lines = LetterLine.objects.filter(letter=letter) if letter else LetterLine.objects.none()
    commitments = Commitment.objects.filter(participation=participation)
    return {
        "lines": [
            {
                "sentence": line.sentence,
                "outcome": line.outcome,
                "reason": line.reason,
                "lead": line.lead.name if line.lead else "",
                "scheme": line.scheme,
                "answer": line.answer,
            }
            for line in lines.select_related("lead").order_by("position", "pk")
        ],
        "commitments": [
            {
                "what": commitment.what,
                "body": commitment.body.name,
                "due": freeze_day(commitment.due_on),
                "state": commitment.state,
            }
            for commitment in commitments.select_related("body").order_by("due_on", "pk")
        ],
    }


def describe_follow_up(facts: Facts) -> Section:
    title = _("Les suites, durant l’année")
    if facts.get("states"):
        return _describe_edition(title, facts["states"])
    return make_section(
        "followup",
        title,
        blocks=[
            *map(_describe_line, facts.get("lines", [])),
            make_table(
                [_("Engagement"), _("Organisme"), _("Pour le"), _("Où en est-ce")],
                [_list_cells(row) for row in facts.get("commitments", [])],
                source=COMMITMENTS,
                in_words=True,
            ),
        ],
    )


def _describe_edition(title: str, states: dict[str, int]) -> Section:
    total = sum(states.values())
    # the bodies know their own commitments: with so few, even the total would reveal those of the others
    if total < SMALLEST:
        return make_section("followup", title)
    labels: dict[str, object] = {
        CommitmentState.TODO: CommitmentState.TODO.label,
        CommitmentState.DOING: CommitmentState.DOING.label,
        Fulfilment.CONFIRMED: Fulfilment.CONFIRMED.label,
        Fulfilment.DECLARED: Fulfilment.DECLARED.label,
        CommitmentState.DROPPED: CommitmentState.DROPPED.label,
    }
    cells = hide_small([states.get(state, 0) for state in labels])
    rows = [[str(label), write_cell(cell)] for label, cell in zip(labels.values(), cells, strict=True)]
    text = ngettext(
        "%(count)s engagement a été pris envers les projets.",
        "%(count)s engagements ont été pris envers les projets.",
        total,
    ) % {"count": total}
    table = make_table([_("Où en est-ce"), _("Engagements")], rows, source=COMMITMENTS)
    return make_section("followup", title, text=[make_sentence(text, COMMITMENTS)], blocks=[table])


def _describe_line(line: Facts) -> Block:
    answer = str(LineAnswer(line["answer"]).label) if line["answer"] else ""
    rows = [
        [_("Décision"), str(SupportOutcome(line["outcome"]).label)],
        [_("Pourquoi, ou à quelle condition"), line["reason"]],
        [_("Qui pilote"), " · ".join(filter(None, [line["lead"], line["scheme"]]))],
        [_("Réponse du projet"), answer],
    ]
    return make_card(line["sentence"], rows=rows, source="letter:last")


def _list_cells(row: Facts) -> list[str]:
    due = read_day(row["due"])
    state = str(CommitmentState(row["state"]).label)
    return [row["what"], row["body"], short_day(due) if due else "", state]


def gather_commitments(edition: Edition, participation: Participation | None) -> Facts:
    """What bodies do about the needs that are passed on, what is due first before the rest. One query."""
    needs = Need.objects.for_partners([edition.pk]).order_by().values("pk")
    rows = Commitment.objects.of_edition(edition.pk).filter(need__in=needs)
    rows = rows.select_related("body", "need", "participation__project").order_by("due_on", "pk")
    return {
        "rows": [
            {
                "project": row.participation.project.title,
                "what": row.what,
                "body": str(row.body),
                "due": freeze_day(row.due_on),
                "state": row.state,
                "source": f"need:{row.need.uid}" if row.need else "",
            }
            for row in rows
        ]
    }


def describe_commitments(facts: Facts) -> Section:
    rows = facts.get("rows", [])
    table = make_table(
        [_("Projet"), _("Engagement"), _("Organisme"), _("Pour le"), _("Où en est-ce")],
        [[row["project"], *_list_cells(row)] for row in rows],
        source=COMMITMENTS,
        in_words=True,
        row_sources=[row["source"] for row in rows],
    )
    return make_section("commitments", _("Les engagements"), blocks=[table])


def register_follow_up() -> None:
    """Called when the app is ready."""
    text = OF_SYNTHESES | {ReportKind.RETROSPECTIVE}
    register_added(
        AddedSection("followup", 20, gather_follow_up, lambda facts: [describe_follow_up(facts)], text)
    )
    partners = frozenset({ReportKind.PARTNERS})
    register_added(
        AddedSection(
            "commitments", 20, gather_commitments, lambda facts: [describe_commitments(facts)], partners
        )
    )
    organiser, partner = Capability.MANAGE_FOLLOW_UP, Capability.SUPPORT_PROJECTS
    register_source("commitments", link_to(manage_commitments=organiser, support_commitments=partner))
    register_source("letter", link_to(manage_letters=organiser))
