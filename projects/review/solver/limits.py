"""What keeps scores from being corrected: known without the library that corrects them."""

from enum import StrEnum


class CorrectionLimit(StrEnum):
    """Why raw scores are not corrected."""

    FEW_JURORS = "few_jurors"
    FEW_DOSSIERS = "few_dossiers"
    FEW_REVIEWS = "few_reviews"
    SEPARATE_GROUPS = "separate_groups"
    NO_SEVERITY = "no_severity"
    """A result rather than an obstacle: the corrected scores are the raw ones."""
