"""What the walked world has in the rooms of its projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coaching.canvas.actions.canvas import freeze_canvas, open_canvas
from coaching.canvas.enums import CanvasKind
from coaching.canvas.queries.adn import name_reading
from coaching.models import (
    ActionItem,
    AxisReading,
    Blocker,
    Canvas,
    CanvasItem,
    CanvasPhoto,
    Commitment,
    Contribution,
    MeetingMinutes,
    Need,
    PartnerMeeting,
    Stance,
    SupportDecision,
    SupportLetter,
)
from coaching.support.actions.meeting import write_minutes
from programmes.models import Organisation, Role

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def rooms(edition: PopulatedEdition) -> None:
    """A blocker, an action born of an idea, with its news, and a need in the room of each project that comes."""
    axis = edition.edition.axes.create(code="walked", label_fr="Axe", family="dimension")
    for name in ("confirmed", "discreet"):
        participation = edition.world.rows[f"{edition.key}.{name}.participation"]
        saved = {"participation": participation, "created_at": edition.at, "saved_at": edition.at}
        blocker = Blocker.objects.create(text=edition.text("blocker", name, "blocker"), **saved)
        action = ActionItem.objects.create(
            blocker=blocker,
            line=edition.text("room", name, "line"),
            first_step=edition.text("room", name, "step"),
            owner=edition.text("room", name, "owner"),
            **saved,
        )
        action.updates.create(state="doing", note=edition.text("room", name, "progress"), at=edition.at)
        need = Need.objects.create(action=action, sentence=edition.text("room", name, "need"), **saved)
        passed = Need.objects.create(
            action=action,
            sentence=edition.text("shared_need" if name == "confirmed" else "room", name, "passed"),
            is_shared=name == "confirmed",
            **saved,
        )
        idea = Contribution.objects.create(
            author_name=edition.text("idea", name, "by"), verdict="keep", text=edition.text("idea", name, "kept"),
            **saved,
        )  # fmt: skip
        action.sources.add(idea)
        rows = {"blocker": blocker, "action": action, "need": need, "idea": idea, "passed": passed}
        edition.world.rows |= {f"{edition.key}.{name}.{key}": row for key, row in rows.items()}
        if name == "confirmed":
            partners(edition, passed)
        canvases(edition, name)
        adn = Canvas.objects.create(participation=participation, kind=CanvasKind.ADN, state="in_progress")
        finding, evidence = (edition.text("room", name, part) for part in ("finding", "evidence"))
        AxisReading.objects.create(
            canvas=adn, axis=axis, level=2, finding=finding, evidence=evidence,
            uid=name_reading(participation, "session", axis), created_at=edition.at, saved_at=edition.at,
        )  # fmt: skip


def partners(edition: PopulatedEdition, need: Need) -> None:
    """What a body says of a need that was passed on, and what is decided of it, while they meet."""
    meeting = PartnerMeeting.objects.create(edition=edition.edition, state="open", opened_at=edition.at)
    write_minutes(meeting=meeting, actor=edition.who("organiser"), at=edition.at)
    body = Role.objects.filter(edition=edition.edition, name="partner").order_by("pk")[0].organisation
    comment = edition.text("partners", "confirmed", "stance")
    Stance.objects.create(need=need, organisation=body, kind="lead", comment=comment, saved_at=edition.at)
    reason = edition.text("partners", "confirmed", "reason")
    SupportDecision.objects.create(
        need=need, outcome="refused", reason=reason, decided_at=edition.at, saved_at=edition.at
    )

    letters(edition, need, body)


def letters(edition: PopulatedEdition, need: Need, body: Organisation) -> None:
    """A letter that left, accepted; its next version, which did not; what the body committed itself to."""
    participation = edition.world.rows[f"{edition.key}.confirmed.participation"]
    minutes = MeetingMinutes.objects.get(meeting__edition=edition.edition)
    comment: dict[str, Any] = {"participation": participation, "minutes": minutes, "created_at": edition.at}
    sent = SupportLetter.objects.create(
        number=1,
        state="sent",
        sent_at=edition.at,
        opening=edition.text("letter", "confirmed", "opening"),
        **comment,
    )
    line = sent.lines.create(
        need=need,
        sentence=need.sentence,
        outcome="agreed",
        lead=body,
        words=edition.text("letter", "confirmed", "words"),
        answer="accepted",
        answered_at=edition.at,
    )
    SupportLetter.objects.create(number=2, opening=edition.text("letter_draft", "confirmed"), **comment)
    commitment = Commitment.objects.create(
        participation=participation,
        line=line,
        what=edition.text("commitment", "confirmed", "what"),
        body=body,
        moved_at=edition.at,
        created_at=edition.at,
    )
    commitment.notes.create(
        state="doing", text=edition.text("commitment", "confirmed", "note"), at=edition.at
    )
    edition.world.rows |= {
        f"{edition.key}.confirmed.line": line,
        f"{edition.key}.confirmed.commitment": commitment,
    }


def canvases(edition: PopulatedEdition, name: str) -> None:
    """A timeline and a pitch with a version each."""
    participation = edition.world.rows[f"{edition.key}.{name}.participation"]
    organiser = edition.world.people[f"organiser_{edition.key}"]
    for kind in (CanvasKind.PITCH, CanvasKind.TIMELINE):
        canvas = open_canvas(participation=participation, kind=kind, at=edition.at)
        assert canvas.sheet is not None
        question = canvas.sheet.revision.questions.order_by("position")[0]
        canvas.sheet.answers.create(
            question=question, value=edition.text("room", name, f"{kind}.answer"), saved_at=edition.at
        )
        for item in ("step", "stakeholder"):
            CanvasItem.objects.create(
                canvas=canvas,
                kind=item,
                label=edition.text("room", name, f"{kind}.{item}"),
                created_at=edition.at,
                saved_at=edition.at,
            )
        freeze_canvas(canvas=canvas, actor=organiser, at=edition.at)
        file = f"canvases/{edition.key}-{name}-{kind}"
        edition.world.files[file] = edition.text("room", name, f"{kind}.photo").encode()
        edition.world.rows[f"{edition.key}.{name}.canvas_photo"] = CanvasPhoto.objects.create(
            canvas=canvas,
            file=file,
            content_type="image/png",
            depicts="nobody",
            alt=edition.text("room", name, f"{kind}.alt"),
            added_at=edition.at,
        )
