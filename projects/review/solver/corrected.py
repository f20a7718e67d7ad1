"""What a correction finds of a dossier, or what keeps it from one: read without the library that computes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from projects.review.solver.aggregate import Band, band_of_chance


class CorrectionLimit(StrEnum):
    """Why raw scores are not corrected."""

    FEW_JURORS = "few_jurors"
    FEW_DOSSIERS = "few_dossiers"
    FEW_REVIEWS = "few_reviews"
    SEPARATE_GROUPS = "separate_groups"
    NO_SEVERITY = "no_severity"
    """A result rather than an obstacle: the corrected scores are the raw ones."""


@dataclass(frozen=True)
class CorrectedDossier:
    """A dossier's score corrected for the severity of its jurors. ``score`` is out of 100 but may pass its ends;
    ``chance`` of a place before another jury, 0–1; ``rank`` from 1, ties share it.

    ``without``: by juror, the rank that the dossier has when this juror is left out, where it differs.
    """

    score: float
    rank: int
    chance: float
    without: Mapping[int, int]

    def find_band(self, places: int) -> Band:
        """That of its chance; to debate where its own rank is on the other side of the line. A median that leaves aside
        what the chance takes into account is the case where both differ.
        """
        band, is_placed = band_of_chance(self.chance), self.rank <= places
        return Band.TO_DEBATE if band == (Band.BELOW if is_placed else Band.ABOVE) else band

    @property
    def chance_of_hundred(self) -> int:
        return round(100 * self.chance)
