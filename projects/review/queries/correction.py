"""Corrected scores of a call, as they were last computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.models import Call
from projects.models import ScoreCorrection
from projects.review.solver.corrected import CorrectedDossier, CorrectionLimit

LIMITS: Mapping[CorrectionLimit, Promise] = {
    CorrectionLimit.FEW_JURORS: _(
        "Notes brutes seulement : la sévérité de chacun s’estime à partir de cinq jurés."
    ),
    CorrectionLimit.FEW_DOSSIERS: _(
        "Notes brutes seulement : la sévérité de chacun s’estime à partir de dix dossiers."
    ),
    CorrectionLimit.FEW_REVIEWS: _(
        "Notes brutes seulement : la sévérité de chacun s’estime à partir de trente avis."
    ),
    CorrectionLimit.SEPARATE_GROUPS: _(
        "Notes brutes seulement : des groupes de dossiers n’ont aucun juré en commun, rien ne permet de les comparer."
    ),
    CorrectionLimit.NO_SEVERITY: _(
        "Aucun écart de sévérité entre jurés : les notes corrigées sont les notes brutes."
    ),
}


@dataclass(frozen=True)
class JurorSeverity:
    """How severe a juror is. ``points``: how many points this juror gives more than the others to the same dossiers;
    below 0, less.
    """

    juror: User
    points: float

    @property
    def label(self) -> str:
        """The points with their sign and one decimal: « +1,5 », « −0,3 », « 0,0 »."""
        points = round(self.points, 1)
        sign = "+" if points > 0 else "\N{MINUS SIGN}" if points < 0 else ""
        return sign + number_format(abs(points), 1)


@dataclass(frozen=True)
class StoredCorrection:
    """The corrected scores of a call, as they are stored. ``is_current``: no review came or went since. ``limit``: why
    nothing is corrected, or that no severity was found.
    """

    limit: CorrectionLimit | None = None
    is_current: bool = False
    dossiers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    severity: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.dossiers)

    @property
    def has_severity(self) -> bool:
        return bool(self.dossiers) and self.limit is None

    @property
    def limit_text(self) -> "str | Promise":
        return LIMITS[self.limit] if self.limit and self.is_current else ""

    def find(self, application: int) -> CorrectedDossier | None:
        values = self.dossiers.get(str(application))
        if values is None:
            return None
        without = {int(juror): rank for juror, rank in values["without"].items()}
        return CorrectedDossier(**{**values, "without": without})

    @cached_property
    def jurors(self) -> list[JurorSeverity]:
        """The most severe first: one query."""
        people = User.objects.in_bulk([int(key) for key in self.severity])
        points = sorted(self.severity.items(), key=lambda item: item[1])
        return [JurorSeverity(people[int(key)], value) for key, value in points if int(key) in people]


def find_correction(call: Call) -> StoredCorrection:
    """One query; empty until a worker computed it."""
    return read_correction(ScoreCorrection.objects.filter(call=call).first(), call.edition.places)


def read_correction(stored: ScoreCorrection | None, places: int) -> StoredCorrection:
    """The correction of a stored row, as it stands for so many places. No query."""
    if stored is None or stored.computed_version is None:
        return StoredCorrection()
    is_current = stored.computed_version == stored.version and stored.places == places
    limit = CorrectionLimit(stored.limit) if stored.limit else None
    return StoredCorrection(limit, is_current, stored.dossiers, stored.severity)
