"""A questionnaire written as a file: read as it stands, and refused by the place that does not fit."""

import re
from pathlib import Path

import pytest

from accelerator.data_files import DataError
from accelerator.questionnaires.builder import QuestionSpec
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.questionnaires.spec_files import read_spec

QUOTE = QuestionSpec("quote", QuestionKind.YES_NO, "Peut-on vous citer ?")
PAGE = """
[options.useful]
max = 5

[[sections]]
title_fr = "La journée"

[[sections.questions]]
key = "morning"
kind = "scale"
label_fr = "Le matin"
label_en = "The morning"
audience = "organisers"
options = "useful"

[[sections.questions]]
same_as = "quote"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "day.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_file_asks(tmp_path: Path) -> None:
    [page] = read_spec(write(tmp_path, PAGE), {"quote": QUOTE})

    morning, quote = page.questions
    assert (page.title_fr, morning.label_fr, morning.label_en) == ("La journée", "Le matin", "The morning")
    assert (morning.kind, morning.audience) == (QuestionKind.SCALE, AnswerAudience.ORGANISERS)
    assert morning.options == {"max": 5}
    assert quote is QUOTE


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ('"quote"', '"quotation"', "day.toml: sections[0]: there is no quotation"),
        ('options = "useful"', 'options = "hard"', "day.toml: sections[0]: morning: there is no hard"),
        ('"scale"', '"ladder"', "day.toml: sections[0]: morning: kind is not QuestionKind: 'ladder'"),
        ("label_en", "label_de", "day.toml: sections[0]: morning: unknown label_de"),
    ],
)
def test_what_does_not_fit(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    path = write(tmp_path, PAGE.replace(wrong, right))

    with pytest.raises(DataError, match=f"^{re.escape(message)}"):
        read_spec(path, {"quote": QUOTE})
