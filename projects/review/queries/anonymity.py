"""What an organiser reads of the anonymous phase: which answers identify, and a dossier as jurors get it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from accelerator.questionnaires import kinds
from accelerator.questionnaires.metadata import CLEANABLE
from accelerator.questionnaires.models import Attachment, Question
from accelerator.questionnaires.queries import ReadableAnswer, list_readable_sections, questions
from programmes.models import Edition
from projects.anonymity.models import OF_WORDS
from projects.anonymity.queries import Anonymiser, is_free_text, is_identifying, read_anonymiser
from projects.anonymity.redaction import TextPiece, find_stem, fold
from projects.application.queries.dossier import JURY_READS
from projects.models import Application, MaskOverride


@dataclass(frozen=True)
class QuestionChoice:
    question: Question
    is_masked: bool


@dataclass(frozen=True)
class QuestionGroup:
    """The questions of one page of the form."""

    title: str
    choices: list[QuestionChoice]


def list_identifying_choices(edition: Edition) -> list[QuestionGroup]:
    """The questions of the call's form whose answers the jury reads, each with whether it is masked: one query."""
    revision = edition.call.form_id
    groups: dict[int, QuestionGroup] = {}
    for question in questions(revision) if revision else ():
        if question.audience in JURY_READS and kinds.kind_of(question).asks:
            group = groups.setdefault(question.section_id, QuestionGroup(question.section.title, []))
            choice = QuestionChoice(question, is_identifying(question, edition.identifying_questions))
            group.choices.append(choice)
    return list(groups.values())


@dataclass(frozen=True)
class PreviewFile:
    """``is_cleanable``: its traces can be taken out; another one is handed out as it is, or withheld."""

    attachment: Attachment
    is_withheld: bool
    is_cleanable: bool


@dataclass(frozen=True)
class PreviewAnswer:
    """An answer with what jurors do not read of it: all of it, or the masked ``pieces``."""

    label: str
    is_masked: bool
    is_empty: bool
    pieces: Sequence[TextPiece]
    files: Sequence[PreviewFile]


@dataclass(frozen=True)
class PreviewSection:
    title: str
    anchor: str
    answers: Sequence[PreviewAnswer]


@dataclass(frozen=True)
class AnonymousPreview:
    """A dossier as jurors get it. ``words``: what is masked in its texts, each with how often; ``overrides``: what
    organisers decided of words."""

    sections: Sequence[PreviewSection]
    words: Sequence[tuple[str, int]]
    overrides: Sequence[MaskOverride]


def read_preview(application: Application) -> AnonymousPreview:
    """8 queries at most; ``call__edition`` and ``sheet`` at hand."""
    anonymiser = read_anonymiser(application)
    sections = list_readable_sections(application.sheet, JURY_READS)
    overrides = MaskOverride.objects.filter(application=application, choice__in=OF_WORDS)
    return AnonymousPreview(
        [
            PreviewSection(
                section.title,
                section.anchor,
                [_preview_answer(answer, anonymiser) for answer in section.rows],
            )
            for section in sections
        ],
        _count_words([answer for section in sections for answer in section.rows], anonymiser),
        list(overrides.select_related("by").order_by("pk")),
    )


def _preview_answer(answer: ReadableAnswer, anonymiser: Anonymiser) -> PreviewAnswer:
    is_masked = anonymiser.masks(answer.question)
    is_read = is_masked or not is_free_text(answer.question)
    return PreviewAnswer(
        answer.label,
        is_masked,
        answer.is_empty,
        [TextPiece(answer.text, is_masked=False)] if is_read else anonymiser.identity.split(answer.text),
        [
            PreviewFile(
                attachment,
                is_masked or anonymiser.withholds(attachment),
                attachment.content_type in CLEANABLE,
            )
            for attachment in answer.attachments
        ],
    )


def _count_words(answers: Sequence[ReadableAnswer], anonymiser: Anonymiser) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for answer in answers:
        if is_free_text(answer.question) and not anonymiser.masks(answer.question):
            for word in anonymiser.identity.list_found(answer.text):
                key = find_stem(fold(word))
                counts[key] += 1
                written.setdefault(key, word)
    return [(written[key], number) for key, number in counts.most_common()]
