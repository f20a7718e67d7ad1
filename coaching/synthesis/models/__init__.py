"""The rows of synthesis."""

from coaching.synthesis.models.reports import ReportRequest, SynthesisReport
from coaching.synthesis.models.sections import EditedSection, SectionDraft

__all__ = ["EditedSection", "ReportRequest", "SectionDraft", "SynthesisReport"]
