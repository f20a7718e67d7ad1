"""The follow-up section of reports: the lines of the letter, commitments and their states."""

from collections import Counter

from django.db.models import Prefetch
from django.utils.timezone import localdate
from django.utils.translation import gettext as _, ngettext

from accelerator.amounts import describe_amount, freeze_amount, read_frozen_amount
from accelerator.web.templatetags.prose import day, short_day
from coaching.followup.enums import (
    OPEN,
    CommitmentState,
    Confirmation,
    Fulfilment,
    LineAnswer,
    SupportUsefulness,
    find_fulfilment,
    is_useful,
)
from coaching.models import Commitment, CommitmentNote, LetterLine, Need, SupportLetter
from coaching.support.enums import SupportOutcome
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import merge_small
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.added_sections import OF_SYNTHESES, AddedSection, register_added
from coaching.synthesis.reports.document import (
    Block,
    Section,
    freeze_day,
    list_items,
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
    """The facts of the follow-up: for a project, its last letter and its commitments; for an edition, counts. Three
    queries at most.
    """
    if participation is None:
        rows = Commitment.objects.of_edition(edition.pk).order_by("body__name", "body")
        counts: dict[str, Counter[str]] = {}
        useful: Counter[str] = Counter()
        columns = ("body__name", "state", "confirmation", "usefulness")
        for body, state, confirmation, usefulness in rows.values_list(*columns):
            counts.setdefault(body, Counter())[find_fulfilment(state, confirmation) or state] += 1
            useful[body] += is_useful(usefulness)
        return {"states": dict(sum(counts.values(), Counter())), "bodies": counts, "useful": dict(useful)}
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
                "amount": freeze_amount(line.amount),
                "amount_for": line.amount_for,
                "answer": line.answer,
            }
            for line in lines.select_related("lead").order_by("position", "pk")
        ],
        "commitments": [
            {
                "what": commitment.what,
                "amount": describe_amount(commitment.amount, commitment.amount_for),
                "body": commitment.body.name,
                "due": freeze_day(commitment.due_on),
                "state": commitment.state,
                "confirmation": commitment.confirmation,
                "usefulness": commitment.usefulness,
                "notes": [
                    {
                        "text": note.text,
                        "from_project": note.from_project,
                        "on": freeze_day(localdate(note.at)),
                    }
                    for note in commitment.notes.all()
                    if note.text
                ],
            }
            for commitment in commitments.select_related("body")
            .prefetch_related(Prefetch("notes", CommitmentNote.objects.order_by("at", "pk")))
            .order_by("due_on", "pk")
        ],
    }


def describe_follow_up(facts: Facts) -> Section:
    """The section of the follow-up: for a project, each proposal with its state; for an edition, the counts of each
    body.
    """
    title = _("Les suites, durant l’année")
    if facts.get("states"):
        return _describe_edition(title, facts)
    commitments = facts.get("commitments", [])
    return make_section(
        "followup",
        title,
        blocks=[
            *map(_describe_line, facts.get("lines", [])),
            make_table(
                [_("Engagement"), _("Organisme"), _("Pour le"), _("Selon l’organisme"), _("Selon le projet")],
                [[*_list_cells(row), _describe_confirmation(row)] for row in commitments],
                title=_("Ce qui a été promis, et ce qui en est tenu"),
                source=COMMITMENTS,
                in_words=True,
            ),
            list_items(
                (
                    make_sentence(_describe_note(row, note), COMMITMENTS)
                    for row in commitments
                    for note in row.get("notes", [])
                ),
                title=_("Les nouvelles, dans l’ordre"),
            ),
        ],
    )


def _describe_confirmation(row: Facts) -> str:
    """The confirmation of the project and its rating; nothing before its body declares it done."""
    usefulness = str(SupportUsefulness(row["usefulness"]).label) if row.get("usefulness") else ""
    if not row.get("confirmation"):
        return usefulness or (_("pas encore demandé") if row["state"] in OPEN else _("pas de réponse"))
    answers = {Confirmation.YES: _("tenu"), Confirmation.PARTLY: _("tenu en partie")}
    return " · ".join(filter(None, [answers.get(row["confirmation"], _("pas encore tenu")), usefulness]))


def _describe_note(row: Facts, note: Facts) -> str:
    on = read_day(note["on"])
    return _("%(day)s, %(who)s : « %(text)s » (%(what)s)") % {
        "day": day(on) if on else "",
        "who": _("le projet") if note["from_project"] else row["body"],
        "text": note["text"],
        "what": row["what"],
    }


def _describe_edition(title: str, facts: Facts) -> Section:
    """The counts of an edition for partners and organisers, who may read each decision and commitment."""
    counts, useful = facts.get("bodies") or {}, facts.get("useful", {})
    groups: list[tuple[object, tuple[str, ...]]] = [
        (_("En cours"), (CommitmentState.TODO, CommitmentState.DOING)),
        (_("Tenus, confirmés"), (Fulfilment.CONFIRMED,)),
        (_("Tenus, selon l’organisme seul"), (Fulfilment.DECLARED,)),
        (_("Abandonnés"), (CommitmentState.DROPPED,)),
    ]
    rows = [
        [
            body,
            str(sum(own.values())),
            *(str(sum(own.get(state, 0) for state in states)) for _label, states in groups),
            str(useful.get(body, 0)),
        ]
        for body, own in sorted(counts.items())
    ]
    table = make_table(
        [_("Organisme"), _("Engagements"), *(str(label) for label, _states in groups), _("Jugés utiles")],
        rows,
        source=COMMITMENTS,
    )
    fulfilled = sum(facts["states"].get(state, 0) for state in Fulfilment)
    return make_section(
        "followup",
        title,
        text=[
            make_sentence(_count_commitments(sum(facts["states"].values())), COMMITMENTS),
            make_sentence(_count_fulfilled(fulfilled), COMMITMENTS),
        ],
        blocks=[table],
    )


def _count_commitments(total: int) -> str:
    return ngettext(
        "%(count)s engagement a été pris envers les projets.",
        "%(count)s engagements ont été pris envers les projets.",
        total,
    ) % {"count": total}


def _count_fulfilled(number: int) -> str:
    words = ngettext("%(count)s est tenu.", "%(count)s sont tenus.", number)
    return words % {"count": number} if number else ""


def describe_published(facts: Facts) -> Section:
    """The counts that everybody may read: parts of fewer than five are merged."""
    title, states = _("Les suites, durant l’année"), facts.get("states", {})
    labels: dict[str, object] = {
        CommitmentState.TODO: CommitmentState.TODO.label,
        CommitmentState.DOING: CommitmentState.DOING.label,
        Fulfilment.CONFIRMED: Fulfilment.CONFIRMED.label,
        Fulfilment.DECLARED: Fulfilment.DECLARED.label,
        CommitmentState.DROPPED: CommitmentState.DROPPED.label,
    }
    merged = merge_small([(str(label), states.get(state, 0)) for state, label in labels.items()])
    # the bodies know their own commitments: with so few, even the total would reveal those of the others
    if not merged:
        return make_section("followup", title)
    total = _count_commitments(sum(states.values()))
    rows = [[label, str(count)] for label, count in merged]
    table = make_table([_("Où en est-ce"), _("Engagements")], rows if len(rows) > 1 else [])
    return make_section("followup", title, text=[make_sentence(total)], blocks=[table])


def _describe_line(line: Facts) -> Block:
    answer = str(LineAnswer(line["answer"]).label) if line["answer"] else ""
    amount = read_frozen_amount(line["amount"])
    rows = [
        [_("Décision"), str(SupportOutcome(line["outcome"]).label)],
        [_("Pourquoi, ou à quelle condition"), line["reason"]],
        [_("Qui pilote"), " · ".join(filter(None, [line["lead"], line["scheme"]]))],
        [_("Montant accordé"), describe_amount(amount, line["amount_for"])],
        [_("Réponse du projet"), answer],
    ]
    return make_card(line["sentence"], rows=rows, source="letter:last")


def _list_cells(row: Facts) -> list[str]:
    due = read_day(row["due"])
    state = str(CommitmentState(row["state"]).label)
    what = " · ".join(filter(None, [row["what"], row.get("amount", "")]))
    return [what, row["body"], short_day(due) if due else "", state]


def gather_commitments(edition: Edition, participation: Participation | None) -> Facts:
    """Commitments about the shared needs, by due date. One query."""
    needs = Need.objects.for_partners([edition.pk]).order_by().values("pk")
    rows = Commitment.objects.of_edition(edition.pk).filter(need__in=needs)
    rows = rows.select_related("body", "need", "participation__project").order_by("due_on", "pk")
    return {
        "rows": [
            {
                "project": row.participation.project.title,
                "what": row.what,
                "amount": describe_amount(row.amount, row.amount_for),
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
    register_added(
        AddedSection(
            "followup", 20, gather_follow_up, lambda facts: [describe_follow_up(facts)], OF_SYNTHESES
        )
    )
    register_added(
        AddedSection(
            "fulfilled",
            20,
            lambda edition, _place: {**gather_follow_up(edition, None), "bodies": {}, "useful": {}},
            lambda facts: [describe_published(facts)],
            frozenset({ReportKind.RETROSPECTIVE}),
        )
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
