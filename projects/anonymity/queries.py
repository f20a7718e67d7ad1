"""Who reads dossiers without knowing who applies, and what they read instead.

The names of a dossier are replaced on the object itself, before a page or a mail has it: a template cannot print what
it was not given. Answers that identify are masked whole, the others word by word (:mod:`redaction`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy

from accelerator.accounts.models import User
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.kinds import allows_other, kind_of, kinds_where
from accelerator.questionnaires.metadata import CLEANABLE
from accelerator.questionnaires.models import Answer, Attachment, Question
from accelerator.questionnaires.queries import ReadableAnswer, ReadableSection
from programmes.capabilities import Capability
from programmes.defaults import ROLES
from programmes.models import Edition, Organisation, Role
from programmes.queries import RoleBook
from projects.anonymity.models import OF_FILES, MaskChoice, MaskOverride
from projects.anonymity.redaction import CONTACTS, Identity, fold, read_words
from projects.models import Application, ProjectMember

HIDDEN_STRUCTURE = gettext_lazy("structure masquée")


# who


def hides_names_from(user: User, edition: Edition, roles: RoleBook | None = None) -> bool:
    """Whether names are hidden from ``user`` in this edition; a dossier of one's own is read by another way. One query
    where it is anonymous, none with their ``roles``.
    """
    if not edition.hides_identities:
        return False
    if roles is not None:
        return edition.pk not in roles.edition_ids(Capability.MANAGE_APPLICATIONS)
    organisers = Role.objects.who_can(Capability.MANAGE_APPLICATIONS)
    return not organisers.filter(user=user, edition=edition).exists()


# names


def _name_dossier(reference: str) -> str:
    number = reference.rpartition("-")[2]
    return gettext("Dossier %(number)s") % {"number": number.lstrip("0") or reference}


name_dossier = lazy(_name_dossier, str)
"""The neutral name of a dossier, in the language in which it is written: a mail is rendered after it is planned."""


def hide_names(application: Application) -> Application:
    """Replace the names of this object and return it: for pages alone, it is never saved afterwards."""
    application.title = name_dossier(application.reference)
    application.structure_name = HIDDEN_STRUCTURE  # type: ignore[assignment]  # written by pages alone
    application.holder_name = ""
    return application


def hide_names_from(
    user: User, edition: Edition, applications: Iterable[Application]
) -> Sequence[Application]:
    """These dossiers of one edition as this person may read their names: copies, or the same. One query at most."""
    listed = list(applications)
    if not listed or not hides_names_from(user, edition):
        return listed
    return [hide_names(copy(application)) for application in listed]


def hide_name_from(user: User, application: Application) -> Application:
    """One dossier as this person may read its names; ``call__edition`` must be at hand."""
    return hide_names_from(user, application.call.edition, [application])[0]


def name_for_conflict(application: Application) -> str:
    """How a dossier is called where a person reads of their link with it: never by both its names at once.

    In the anonymous phase by its structure, as the list of links does; the same person reads it by its number.
    """
    return (application.call.edition.hides_identities and application.structure_name) or application.reference


# answers

IDENTIFYING_WORDS = frozenset(
    """address addresse adresse commune contact courriel email facebook instagram linkedin logo mail name nom
    participant participante personne phone prenom signataire siren siret site telephone tel town url video ville web
    website""".split()
)
"""Words of the key of a question whose answer says who applies."""
IDENTIFYING_LABELS = frozenset("courriel logo prenom siren siret telephone".split())
"""The same in its text, where others would be found too often."""


def identifies_by_default(question: Question) -> bool:
    """Names, numbers of the company, people, partners, addresses of any kind, logos."""
    kind = kind_of(question)
    if (kind.identifies and not kind.is_file) or question.role in ROLES:
        # beside the number, what the list of links shows beside the structure would lead from one to the other
        return True
    key = _list_key_words(question)
    label = {fold(word.text) for word in read_words(question.label_fr)}
    return bool(key & IDENTIFYING_WORDS or label & IDENTIFYING_LABELS)


def _list_key_words(question: Question) -> set[str]:
    return set(fold(question.key).replace("-", "_").split("_"))


def is_identifying(question: Question, choices: Mapping[str, bool]) -> bool:
    """``choices``: ``Edition.identifying_questions``; a question that organisers have not seen yet has its default."""
    return choices.get(question.key, identifies_by_default(question))


MASKED_ANSWER = gettext_lazy("masqué pendant l’évaluation anonyme")
WITHHELD_FILE = gettext_lazy(
    "Un fichier est retenu pendant l’évaluation anonyme : ce qu’il dit de son auteur ne peut pas être effacé."
)
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
LONGEST_NAME = 120
"""Characters of an answer that may be a name; a longer one is a text."""
PERSON_WORDS = frozenset("contact holder participant participante person personne prenom signataire".split())
AFTER_NAME = re.compile(r"[,;(]|\s[-–—]\s")
"""What stands between a name and what its bearer does: « Chloé Martin, couturière »."""


@dataclass(frozen=True)
class Anonymiser:
    """How one dossier is read without who applies. ``choices``: of questions; ``files``: of files, by SHA-256."""

    identity: Identity
    choices: Mapping[str, bool] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def redact(self, text: str) -> str:
        return self.identity.redact(text, gettext("[masqué]"))

    def masks(self, question: Question) -> bool:
        return is_identifying(question, self.choices)

    def withholds(self, attachment: Attachment) -> bool:
        """Whether a file is withheld: as an organiser decided, else when its traces cannot be taken out."""
        choice = self.files.get(attachment.sha256)
        return choice == MaskChoice.WITHHOLD or (
            choice != MaskChoice.HAND_OUT and attachment.content_type not in CLEANABLE
        )

    def mask_sections(self, sections: Iterable[ReadableSection]) -> list[ReadableSection]:
        """The answers with identifying ones masked, names taken out of the others, and files under neutral names."""
        return [
            replace(section, rows=[self.mask_answer(answer) for answer in section.rows])
            for section in sections
        ]

    def mask_answer(self, answer: ReadableAnswer) -> ReadableAnswer:
        if answer.is_empty:
            return answer
        if self.masks(answer.question):
            return replace(answer, text=str(MASKED_ANSWER), attachments=[])
        files = [
            name_file(copy(attachment), answer.question, number)
            for number, attachment in enumerate(answer.attachments, start=1)
            if not self.withholds(attachment)
        ]
        withheld = str(WITHHELD_FILE) if len(files) < len(answer.attachments) else ""
        text = self.redact(answer.text) if is_free_text(answer.question) else answer.text
        return replace(answer, text="\n".join(filter(None, [text, withheld])), attachments=files)


def is_free_text(question: Question) -> bool:
    """Whether who applies may write what they wish: a choice of the form, a number or a date names nobody."""
    return kind_of(question).is_free or allows_other(question)


def name_file(attachment: Attachment, question: Question, number: int) -> Attachment:
    """Give the attachment a neutral name, its question and its place among the files, and return it."""
    extension = EXTENSIONS.get(attachment.content_type) or attachment.name.rpartition(".")[2][:5].lower()
    attachment.name = f"{question.key}-{number}.{extension}"
    return attachment


def read_anonymisers(
    edition: Edition,
    applications: Sequence[Application],
    sections: Mapping[int, Iterable[ReadableSection]] | None = None,
) -> dict[int, Anonymiser]:
    """How each of these dossiers, under its own names, is masked, by its key: 2 queries, whatever their number.

    1 with ``sections``, all the answers of each sheet, when they are at hand.
    """
    choices = edition.identifying_questions
    keys = [application.pk for application in applications]
    if sections is None:
        answers = _read_identifying_answers([application.sheet_id for application in applications], choices)
    else:
        answers = {sheet: _select_identifying(rows, choices) for sheet, rows in sections.items()}
    names = _read_names(keys)
    return {
        application.pk: Anonymiser(
            _build_identity(application, names[application.pk], answers.get(application.sheet_id, ())),
            choices,
            {value: choice for choice in OF_FILES for value in names[application.pk].get(choice, ())},
        )
        for application in applications
    }


PERSON, BODY = "person", "body"
BODY_COLUMNS = ("name", "short_name", "siret", "website")


def _read_names(keys: Sequence[int]) -> Mapping[int, Mapping[str, list[str]]]:
    """By dossier, the names of its members, present or former; the names of its organisation, a line for each of
    :data:`BODY_COLUMNS`; what organisers decided, by :class:`MaskChoice`. One query.
    """
    members = ProjectMember.objects.filter(project__application__in=keys).order_by()
    bodies = Organisation.objects.filter(projects__application__in=keys).order_by()
    lines = [part for column in BODY_COLUMNS for part in (F(column), Value("\n"))]
    decided = MaskOverride.objects.filter(application__in=keys).order_by()
    rows = members.values_list("project__application", Value(PERSON, CharField()), "user__name").union(
        bodies.values_list(
            "projects__application", Value(BODY, CharField()), Concat(*lines, output_field=CharField())
        ),
        decided.values_list("application", "choice", "value"),
        all=True,
    )
    names: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for application, kind, text in rows:
        names[application][kind].append(text)
    return names


NamedAnswer = tuple[Question, str]


def _read_identifying_answers(
    sheets: Sequence[int], choices: Mapping[str, bool]
) -> Mapping[int, list[NamedAnswer]]:
    answers: defaultdict[int, list[NamedAnswer]] = defaultdict(list)
    texts = Answer.objects.filter(sheet__in=sheets, question__kind__in=kinds_where("is_free"))
    for answer in texts.select_related("question").order_by("pk"):
        if is_identifying(answer.question, choices) and isinstance(answer.value, str):
            answers[answer.sheet_id].append((answer.question, answer.value))
    return answers


def _select_identifying(
    sections: Iterable[ReadableSection], choices: Mapping[str, bool]
) -> list[NamedAnswer]:
    return [
        (answer.question, answer.text)
        for section in sections
        for answer in section.rows
        if kind_of(answer.question).is_free and is_identifying(answer.question, choices)
    ]


def _build_identity(
    application: Application, names: Mapping[str, list[str]], answers: Iterable[NamedAnswer]
) -> Identity:
    structures, numbers, phrases = [application.structure_name], [], []
    people = [*names.get(PERSON, ()), application.holder_name]
    for lines in names.get(BODY, ()):
        name, short_name, siret, website = lines.split("\n")[: len(BODY_COLUMNS)]
        structures += [name, short_name]
        numbers.append(siret)
        phrases.append(_read_host(website))
    for question, text in answers:
        if question.kind == QuestionKind.SIRET:
            numbers.append(re.sub(r"\D", "", text))
        elif question.kind == QuestionKind.LONG_TEXT:
            phrases += text.splitlines()
        elif len(text) <= LONGEST_NAME and not CONTACTS.search(text):  # those are always masked
            called = people if _list_key_words(question) & PERSON_WORDS else structures
            called.append(AFTER_NAME.split(text)[0])
    return Identity(
        people=people,
        structures=structures,
        numbers=numbers,
        phrases=phrases,
        added=names.get(MaskChoice.MASK, ()),
        allowed=names.get(MaskChoice.LEAVE, ()),
    )


def _read_host(website: str) -> str:
    """The name of a site, as people write it; nothing of an address that leads nowhere."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def read_anonymiser(
    application: Application, sections: Iterable[ReadableSection] | None = None
) -> Anonymiser:
    """The anonymiser of one dossier, with ``call__edition`` at hand."""
    sections_by_sheet = None if sections is None else {application.sheet_id: sections}
    return read_anonymisers(application.call.edition, [application], sections_by_sheet)[application.pk]
