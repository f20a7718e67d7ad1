"""What partners offer each project, what it accepts, and what becomes of it in the year."""

from coaching.followup.models.commitments import Commitment, CommitmentNote, NudgeDelays
from coaching.followup.models.letters import LetterLine, SupportLetter

__all__ = ["Commitment", "CommitmentNote", "LetterLine", "NudgeDelays", "SupportLetter"]
