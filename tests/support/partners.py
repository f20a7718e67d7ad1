"""An edition whose partners meet."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from coaching.models import PartnerMeeting, Stance, SupportDecision
from coaching.support.actions import meeting as meetings
from coaching.support.actions.answers import decide_support, take_stance
from coaching.support.enums import StanceKind, SupportOutcome
from programmes.enums import RoleName
from tests import factories
from tests.support import plan as plans

AT = factories.NOW


def fill_board(places: list[Any], bodies: list[Any]) -> list[Any]:
    """A need that each of these projects shares, answered by most bodies. Returns the needs."""
    needs = [
        plans.need(place, f"Besoin {number} : deux jours d’une ergonome en atelier", is_shared=True)
        for number, place in enumerate(places)
    ]
    kinds = (StanceKind.NOT_US, StanceKind.JOIN, StanceKind.LEAD)
    Stance.objects.bulk_create(
        Stance(
            need=need,
            organisation=body,
            kind=kinds[(number + column) % 3],
            comment="Deux jours en mars, avec la médecine du travail" if column % 4 == 0 else "",
            saved_at=AT,
        )
        for number, need in enumerate(needs)
        for column, body in enumerate(bodies)
        if (number + column) % 5
    )
    return needs


class PartnersTable:
    """An edition with a shared need, and two bodies at the table."""

    def __init__(self) -> None:
        self.world = factories.edition_with(participations=1)
        self.edition = self.world.edition
        self.place = self.world.participations[0]
        self.need = plans.need(self.place, is_shared=True)
        self.region, self.opco = factories.organisation("Région"), factories.organisation("Opco")
        self.anna = factories.role(self.edition, RoleName.PARTNER, through=self.region)
        self.boris = factories.role(self.edition, RoleName.PARTNER, through=self.opco)
        self.organiser = factories.role(self.edition, RoleName.ORGANISER)

    def answer(self, kind: StanceKind, body: Any = None, **more: Any) -> Stance:
        common = {"actor": self.anna, "at": AT, **more}
        return take_stance(need=self.need, organisation=body or self.region, kind=kind, **common)

    def decide(self, outcome: SupportOutcome = SupportOutcome.AGREED, **more: Any) -> SupportDecision:
        common = {"need": self.need, "lead": self.region, "actor": self.organiser, "at": AT, **more}
        return decide_support(outcome=outcome, **common)

    def open(self) -> PartnerMeeting:
        return meetings.open_meeting(edition=self.edition, actor=self.organiser, at=AT)

    def close(self) -> PartnerMeeting:
        return meetings.close_meeting(edition=self.edition, actor=self.organiser, at=AT)

    def page(self, name: str, *args: Any) -> str:
        return reverse(f"coaching:{name}", args=[self.edition.slug, *args])
