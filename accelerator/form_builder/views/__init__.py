"""The organiser's pages that build a form; each subject says where they are (:class:`BuilderBase`)."""

from accelerator.form_builder.views.arranging import ArrangingPages
from accelerator.form_builder.views.base import BuilderWords, change
from accelerator.form_builder.views.editing import EditingPages
from accelerator.form_builder.views.structure import StructurePages

__all__ = ["BuilderPages", "BuilderWords", "change"]


class BuilderPages(StructurePages, ArrangingPages, EditingPages):
    """All of them; each public method that takes a request but ``find`` and ``open_draft`` is a view."""
