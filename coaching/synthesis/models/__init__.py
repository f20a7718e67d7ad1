"""The rows of synthesis."""

from coaching.synthesis.models.reports import SynthesisReport
from coaching.synthesis.models.sections import EditedSection, SectionDraft

__all__ = ["EditedSection", "SectionDraft", "SynthesisReport"]
