"""Questions with choices, written briefly."""

from collections.abc import Mapping

from accelerator.types import Values


def choice(value: str, label_fr: str, label_en: str = "") -> dict[str, str]:
    """One choice of a single or multiple question."""
    return {"value": value, "label_fr": label_fr, "label_en": label_en}


def choices(*items: Mapping[str, str], **more: object) -> Values:
    """The options of a question with choices."""
    return {"choices": [dict(item) for item in items], **more}
