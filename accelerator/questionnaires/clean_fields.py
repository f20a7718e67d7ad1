"""Fields of forms whose text is stored as :mod:`accelerator.questionnaires.hygiene` says: it reads as it is written."""

from django import forms

from accelerator.questionnaires.hygiene import clean_line, clean_text
from accelerator.web.fields import LongTextField


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: object) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(LongTextField):
    """Several lines."""

    def to_python(self, value: object) -> str:
        return clean_text(super().to_python(value) or "")
