"""What a new edition starts with, which organisers then change as they wish: the form and the grid of ``ready/``."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from accelerator.data_files import read_toml
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec, read_questions, read_spec
from accelerator.types import Values

FILES = Path(__file__).parent / "ready"

STAGE, CONFIDENCE, USEFULNESS = "avancement", "confiance", "utilite"
INDICATOR_NAMES = {STAGE: _("Avancement"), CONFIDENCE: _("Confiance"), USEFULNESS: _("Utilité")}
"""As organisers read and type them."""
INDICATORS = tuple(INDICATOR_NAMES)
"""Proposed where a form is built."""
PARTNERS, COMPETITORS = "partners", "competitors"
ROLE_NAMES = {PARTNERS: _("des partenaires"), COMPETITORS: _("des concurrents")}
"""Other bodies that an answer names: who judges the dossier may have a link with them."""
ROLES = tuple(ROLE_NAMES)
INDICATOR_QUESTIONS = read_questions(FILES / "indicators.toml")
"""By name; those « again » are for the forms that follow the call."""

SPEC = read_spec(FILES / "application.toml", INDICATOR_QUESTIONS)
"""The application form."""
READY_PAGES: dict[str, SectionSpec] = {section.questions[0].key: section for section in SPEC}
"""The same as pieces that an organiser adds ready-made, by the key of their first question."""
READY_QUESTIONS: dict[str, QuestionSpec] = {
    question.key: question for section in SPEC for question in section.questions
}
NEEDED_KEYS = (
    "title",
    "summary",
    "structure_name",
    "siret",
    "profile",
    "head_count",
    "department",
    "holder_name",
    "holder_email",
    "both_days",
    "rules_accepted",
)
"""Answers that lists, filters, checks and public pages read under these keys."""

GRID: list[Values] = read_toml(FILES / "grid.toml", under=FILES)["criteria"]
"""The fields of each :class:`programmes.models.Criterion`, but for its edition and position."""
