"""What a meeting of the committee was, as JSON: read once, when it closes."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Least

from accelerator.types import Json
from programmes.bodies import body_numbers
from programmes.enums import RoleName
from programmes.models import CommitteeSeat, Edition, Organisation, Role
from projects.application.enums import READ_BY_JURY
from projects.decision.enums import Outcome
from projects.models import (
    AgendaItem,
    Application,
    Discussion,
    Meeting,
    MeetingAttendance,
    Objection,
    PendingDecision,
    Recusal,
    StepOut,
    Vote,
)
from projects.review.queries.correction import StoredCorrection, find_correction
from projects.review.queries.line import Line


def hash_content(content: Json) -> str:
    """SHA-256 of its JSON, keys in order, in hexadecimal: anybody with the content can compute it again."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def gather_facts(meeting: Meeting) -> Json:
    """A dozen queries, whatever the number of dossiers and people.

    ``{"edition", "programme", "opened_at", "closed_at", "adjourned_because", "places", "score_method", "quorum",
    "bodies", "voices": [{"organisation": id or None, "user": id or None, "name", "members": [{"user", "name", "roles":
    [codes], "periods": [[from, to]]}]}], "absent": [names], "correction": {"limit", "is_current"}, "dossiers":
    [dossier], "ties": [{"score", "references"}]}``; a dossier is ``{"application": id, "reference", "title",
    "structure", "department", "block", "rank", "score", "interval", "corrected", "chance", "outcome", "reserve_rank",
    "in_block", "reason", "explanation", "decided_by", "discussions": [[from, to]], "out": [{"user", "name", "at",
    "to"}], "votes": [{"voice", "choice"}], "objections": [{"name", "reason"}], "recusals": [{"user", "name", "effect",
    "reason", "at", "lifted_at", "lift_reason"}]}``. Instants are ISO 8601, scores out of 100, codes those of the enums.
    """
    edition = Edition.with_rehearsals.select_related("programme", "call").get(pk=meeting.edition_id)
    voices = _list_voices(meeting)
    dossiers = _list_dossiers(meeting, edition, {voice["organisation"]: voice["name"] for voice in voices})
    return {
        "edition": edition.name,
        "programme": edition.programme.name,
        "opened_at": _freeze(meeting.opened_at),
        "closed_at": _freeze(meeting.closed_at),
        "adjourned_because": meeting.adjourned_because,
        "places": edition.places,
        "score_method": edition.score_method,
        "quorum": meeting.quorum,
        "bodies": meeting.bodies,
        "voices": voices,
        "absent": _list_absent(edition, voices),
        "correction": _describe_correction(find_correction(edition.call)),
        "dossiers": dossiers,
        "ties": _list_ties(dossiers, edition.places),
    }


def _freeze(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _list_voices(meeting: Meeting) -> list[Json]:
    """The people who sat, by body: two queries."""
    rows = list(
        MeetingAttendance.objects.filter(meeting=meeting)
        .select_related("user", "organisation")
        .order_by("arrived_at", "pk")
    )
    roles = defaultdict(set)
    chairs = Role.objects.filter(edition=meeting.edition_id, name__in=(RoleName.CHAIR, RoleName.SECRETARY))
    for user, name in chairs.filter(ended_at=None).order_by().values_list("user", "name"):
        roles[user].add(name)
    voices: dict[tuple[int | None, int | None], Json] = {}
    for row in rows:
        key = (row.organisation_id, None if row.organisation_id else row.user_id)
        name = str(row.organisation) if row.organisation else str(row.user)
        voice = voices.setdefault(key, {"organisation": key[0], "user": key[1], "name": name, "members": {}})
        member = voice["members"].setdefault(
            row.user_id,
            {"user": row.user_id, "name": str(row.user), "roles": sorted(roles[row.user_id]), "periods": []},
        )
        member["periods"].append([_freeze(row.arrived_at), _freeze(row.left_at or meeting.closed_at)])
    ordered = sorted(voices.values(), key=lambda voice: voice["name"].casefold())
    return [{**voice, "members": list(voice["members"].values())} for voice in ordered]


def _list_absent(edition: Edition, voices: Iterable[Json]) -> list[str]:
    """Names of the bodies with a seat or a juror of which nobody came: three queries."""
    seats = CommitteeSeat.objects.filter(edition=edition).select_related("organisation").order_by()
    jurors = Role.objects.jurors().filter(edition=edition).select_related("organisation", "user").order_by()
    bodies = {seat.organisation_id: seat.organisation for seat in seats}
    alone = {}
    for role in jurors:
        if role.organisation:
            bodies[role.organisation.pk] = role.organisation
        else:
            alone[role.user_id] = str(role.user)
    came = [voice["organisation"] for voice in voices if voice["organisation"]]
    missing = Organisation.objects.filter(pk__in=[key for key in came if key not in bodies])
    numbers = body_numbers([*bodies.values(), *missing])
    present = {numbers[key] for key in came}
    people = {voice["user"] for voice in voices}
    names = {numbers[key]: str(body) for key, body in bodies.items() if numbers[key] not in present}
    left = [name for user, name in alone.items() if user not in people]
    return sorted([*names.values(), *left], key=str.casefold)


def _describe_correction(correction: StoredCorrection) -> Json:
    return {
        "limit": correction.limit.value if correction.limit else "",
        "is_current": bool(correction) and correction.is_current,
    }


def _list_dossiers(meeting: Meeting, edition: Edition, names: dict[int | None, str]) -> list[Json]:
    """The dossiers that the committee may decide or decided, by rank then reference: eight queries."""
    decisions = {
        row.application_id: row
        for row in PendingDecision.objects.filter(meeting=meeting).select_related("by")
    }
    agenda = {row.application_id: row for row in AgendaItem.objects.filter(meeting=meeting)}
    rows = Application.objects.filter(pk__in={*decisions, *agenda}).select_related("call").order_by("pk")
    applications = list(rows)
    scored = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY, score__isnull=False)
    values = scored.order_by().values_list("score", flat=True)
    scores = sorted((score for score in values if score is not None), reverse=True)
    correction = find_correction(edition.call)
    happened = _list_events(meeting, names)
    dossiers = []
    for application in applications:
        decision, item = decisions.get(application.pk), agenda.get(application.pk)
        corrected = correction.find(application.pk) if correction.is_current else None
        low, high, score = application.score_low, application.score_high, application.score
        dossiers.append(
            {
                "application": application.pk,
                "reference": application.reference,
                "title": application.title,
                "structure": application.structure_name,
                "department": application.department,
                "block": item.block if item else "",
                "rank": scores.index(score) + 1 if score in scores else None,
                "score": None if score is None else str(score),
                "interval": None if low is None or high is None else [str(low), str(high)],
                "corrected": corrected.score if corrected and correction.has_severity else None,
                "chance": corrected.chance_of_hundred if corrected else None,
                "outcome": decision.outcome if decision else "",
                "reserve_rank": decision.reserve_rank if decision else None,
                "in_block": decision.in_block if decision else False,
                "reason": decision.reason if decision else "",
                "explanation": decision.explanation if decision else "",
                "decided_by": str(decision.by) if decision else "",
                **{kind: events[application.pk] for kind, events in happened.items()},
            }
        )
    last = len(scores) + 1
    return sorted(dossiers, key=lambda dossier: (dossier["rank"] or last, dossier["reference"]))


def _list_events(meeting: Meeting, names: dict[int | None, str]) -> dict[str, defaultdict[int, list[Any]]]:
    """What happened around each dossier, by kind then application: five queries."""
    kinds = ("discussions", "out", "votes", "objections", "recusals")
    events: dict[str, defaultdict[int, list[Any]]] = {kind: defaultdict(list) for kind in kinds}
    for talk in Discussion.objects.filter(meeting=meeting).order_by("began_at", "pk"):
        events["discussions"][talk.application_id].append([_freeze(talk.began_at), _freeze(talk.ended_at)])
    outs = StepOut.objects.filter(discussion__meeting=meeting).select_related("discussion", "user")
    for out in outs.order_by("at", "pk"):
        back_at = out.back_at or out.discussion.ended_at
        who = {"user": out.user_id, "name": str(out.user), "at": _freeze(out.at), "to": _freeze(back_at)}
        events["out"][out.discussion.application_id].append(who)
    for vote in _list_votes(meeting):
        body = vote.organisation
        voice = names.get(body.pk, str(body)) if body else str(vote.user)
        events["votes"][vote.application_id].append({"voice": voice, "choice": vote.choice})
    for row in Objection.objects.filter(meeting=meeting).select_related("user").order_by("at", "pk"):
        events["objections"][row.application_id].append({"name": str(row.user), "reason": row.reason})
    recusals = Recusal.objects.filter(application__call__edition=meeting.edition_id).select_related(
        "reviewer"
    )
    for recusal in recusals.order_by("at", "pk"):
        events["recusals"][recusal.application_id].append(
            {
                "user": recusal.reviewer_id,
                "name": str(recusal.reviewer),
                "effect": recusal.effect,
                "reason": recusal.reason,
                "at": _freeze(recusal.at),
                "lifted_at": _freeze(recusal.lifted_at),
                "lift_reason": recusal.lift_reason,
            }
        )
    return events


def _list_votes(meeting: Meeting) -> QuerySet[Vote]:
    """The votes that counted when the decision was taken: of voices that were there."""
    same_voice = Q(organisation=OuterRef("organisation")) | Q(organisation=None, user=OuterRef("user"))
    decided = PendingDecision.objects.filter(meeting=meeting, application=OuterRef("application"))
    # a decision may be noted while the close, with an earlier instant, waits for its lock
    decided_at = Least(OuterRef("decided_at"), Value(meeting.closed_at, output_field=DateTimeField()))
    there = MeetingAttendance.objects.filter(
        Q(left_at=None) | Q(left_at__gte=decided_at),
        same_voice,
        meeting=meeting,
        arrived_at__lte=OuterRef("decided_at"),
    )
    votes = Vote.objects.filter(meeting=meeting).annotate(
        decided_at=Subquery(decided.order_by().values("at")[:1])
    )
    counted = votes.filter(Q(decided_at=None) | Exists(there.order_by()))
    return counted.select_related("organisation", "user").order_by("pk")


def _list_ties(dossiers: list[Json], places: int) -> list[Json]:
    """Dossiers of one score that the decisions part at the line of places."""
    scored = [dossier for dossier in dossiers if dossier["score"] is not None]
    tied_score = Line(places, [Decimal(dossier["score"]) for dossier in scored]).tied_score
    tied = [dossier for dossier in scored if Decimal(dossier["score"]) == tied_score]
    sides = {dossier["outcome"] == Outcome.SELECTED for dossier in tied if dossier["outcome"]}
    if len(sides) < 2:
        return []
    return [{"score": str(tied_score), "references": [dossier["reference"] for dossier in tied]}]
