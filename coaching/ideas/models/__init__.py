"""The *Grand Mix des idées*: rounds in which peers and experts write to projects, what they write, where they sit."""

from coaching.ideas.models.mix import GRACE, LONGEST, LONGEST_ROUND, Contribution, MixBoard, MixRound
from coaching.ideas.models.rotation import MixSeat, Rotation, RotationChoice, RotationPair, RotationTable

__all__ = [
    "GRACE",
    "LONGEST",
    "LONGEST_ROUND",
    "Contribution",
    "MixBoard",
    "MixRound",
    "MixSeat",
    "Rotation",
    "RotationChoice",
    "RotationPair",
    "RotationTable",
]
