"""Files, and texts that ask nothing."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.kinds.base import Kind, many_texts
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.sniffing import SAME_EXTENSION, CheckedFile, check, list_accepted_types


def most_files(question: Question) -> int:
    return int(question.options.get("max_files", 1))


class FileInput(forms.FileInput):
    """A file field that takes several files when the question does."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: object, files: Any, name: str) -> object:
        return files.getlist(name) if hasattr(files, "getlist") else ([files[name]] if name in files else [])


class File(Kind):
    """Attachment ids, as texts. Files are uploaded apart, so a text sent here is refused."""

    is_file = True
    identifies = True
    editor_fields = ("types", "max_files")
    default_options: ClassVar = {"types": ["pdf"], "max_files": 1}

    def clean(self, question: Question, raw: object) -> None:
        if many_texts(raw):
            raise AnswerRefused(_("Choisissez un fichier."))

    def clean_posted(self, question: Question, posted: Any) -> list[CheckedFile]:
        return [check(upload, types=question.options.get("types")) for upload in posted or ()]

    def accept(self, question: Question, value: object) -> object:
        return value

    def initial(self, question: Question, value: object) -> None:
        """Files that were sent stand beside the field."""

    def readable(self, question: Question, value: Any) -> str:
        return ngettext("%(count)s fichier", "%(count)s fichiers", len(value)) % {"count": len(value)}

    def widget(self, question: Question) -> forms.Widget:
        types = list_accepted_types(question.options.get("types"))
        extensions = [f".{kind}" for kind in types] + [
            f".{a}" for a, kind in SAME_EXTENSION.items() if kind in types
        ]
        attrs: dict[str, object] = {"class": "form-control", "accept": ",".join(extensions)}
        if most_files(question) > 1:
            attrs["multiple"] = True
        return FileInput(attrs=attrs)


class Statement(Kind):
    """A text to read: it asks nothing and stores nothing."""

    asks = False

    def clean(self, question: Question, raw: object) -> None:
        raise AnswerRefused(_("Ce texte n’attend pas de réponse."))
