"""Documents: the PDF engine, its last pages, and codes that a phone reads."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from accelerator import pdf, typesetting
from accelerator.charts import Bar, bars
from accelerator.qr import QUIET, render_qr_code

AT = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
TEMPLATE = """#import "/print.typ": *
#show: printed-document.with(running: "Édition", foot: "Pied")
#masthead(kind: "Essai", subtitle: data.subtitle)
#facts((("Nom", data.subtitle),))
= Texte
#paragraphs(data.text)
#chips((data.subtitle,), after: data.subtitle)
#charts((data.chart,))
"""


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates with the layout of print and one document."""
    (tmp_path / "print.typ").write_text((pdf.TEMPLATES / "print.typ").read_text())
    (tmp_path / "essai.typ").write_text(TEMPLATE)
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    return tmp_path / "essai.typ"


def render(text: str = "Bonjour", **data: Any) -> PdfReader:
    chart = bars(
        [Bar("Une expertise", 3)], title="Besoins", description="Trois.", columns=("Besoin", "Projets")
    )
    content = pdf.render(
        "essai.typ",
        {"text": text, "subtitle": text, "chart": chart.as_data(), **data},
        title="Un titre",
        language="fr",
        at=AT,
    )
    return PdfReader(io.BytesIO(content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_tagged_titled_in_its_language_and_pdf_ua(template: Path) -> None:
    reader = render()
    root: Any = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Un titre"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_date_is_that_of_the_facts(template: Path) -> None:
    metadata = render().metadata

    assert metadata is not None
    assert metadata.creation_date == AT


def test_typed_texts_are_printed_as_typed(template: Path) -> None:
    for typed in (
        "#sys.inputs",
        "*bold* _em_ = titre",
        "<label> @ref",
        '#import "/etc/passwd"',
        '#read("/print.typ")',
        "$x^2$ `code` \\ fin",
        "] #panic() [",
        '"); #eval("1+1") ("',
        "// commentaire",
        "- liste + 1.",
    ):
        assert words(render(typed)).count(" ".join(typed.split())) >= 2


def test_signs_without_a_drawing_print_as_a_square(template: Path) -> None:
    text = words(render("Bravo 😀 漢 à tous\x00\x07\ud800"))

    assert "Bravo □ □ à tous" in text


@pytest.mark.parametrize("typed", ["1\ufe0f\u20e3", "e\u20dd", "e\u200d\U0001f600", '"\u20dd', "\\\u20dd"])
def test_a_letter_under_a_mark_without_a_drawing_stays_a_letter_here_and_in_the_next_documents(
    template: Path, typed: str
) -> None:
    assert typed[0] in words(render(typed, subtitle=""))

    assert 'Il reste 1 thème, "Caen" \\ Ifs' in words(render('Il reste 1 thème, "Caen" \\ Ifs'))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('#import "/print.typ": *\n#show: printed-document\n#unknown-name', "unknown variable"),
        (
            '#import "/print.typ": *\n#show: printed-document\n#image(bytes(data.chart.svg), format: "svg")',
            "alt",
        ),
        ('#read("../secret")', "root"),
    ],
    ids=["mistake", "drawing without words", "outside the templates"],
)
def test_a_document_that_cannot_be_written_is_one_clear_error(
    template: Path, source: str, message: str
) -> None:
    template.write_text(source)

    with pytest.raises(pdf.PdfError, match=message):
        render()


def test_a_long_document_is_written_by_a_process_of_its_own() -> None:
    facts = {"running": "", "foot": "", "kind": "Essai", "subtitle": "", "facts": [], "contents": "Sommaire",
              "dossiers": []}  # fmt: skip

    document = pdf.render_apart("projects/exchange/dossiers.typ", facts, title="Essai", language="fr", at=AT)

    assert document.startswith(b"%PDF")
    with pytest.raises(pdf.PdfError, match="no such template"):
        pdf.render_apart("nothing.typ", {}, title="Essai", language="fr", at=AT)
    with pytest.raises(pdf.PdfError):
        pdf.render_apart(
            "projects/exchange/dossiers.typ", {"running": object()}, title="Essai", language="fr", at=AT
        )
    smiling = pdf.render_apart(
        "projects/exchange/dossiers.typ",
        {**facts, "subtitle": "\U0001f9ff"},
        title="Essai",
        language="fr",
        at=AT,
    )
    assert smiling.startswith(b"%PDF")


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> dict[bool, dict[str, float]]:
    """Where the document ends, as it is set (``False``) and set tighter (``True``)."""
    found: dict[bool, dict[str, float]] = {}

    def compile_it(*, inputs: dict[str, str], **rest: Any) -> tuple[bytes, dict[str, float]]:
        tight = "tight" in inputs
        return (b"tight" if tight else b"loose"), found[tight]

    monkeypatch.setattr(typesetting, "_compile_marked", compile_it)
    return found


@pytest.mark.parametrize(
    ("loose", "tight", "stored"),
    [
        ((4, 40), (3, 260), b"tight"),
        ((4, 40), (4, 30), b"loose"),
        ((4, 200), (3, 260), b"loose"),
        ((1, 40), (1, 40), b"loose"),
    ],
)
def test_the_last_page_is_spared_where_it_can_be(
    ends: dict[bool, dict[str, float]], loose: tuple[int, int], tight: tuple[int, int], stored: bytes
) -> None:
    ends[False], ends[True] = ({"page": page, "y": y} for page, y in (loose, tight))

    assert typesetting.compile_balanced(inputs={}, path="", root="", folders=[], timestamp=0) == stored


def test_a_code_is_a_named_drawing_with_its_quiet_zone():
    drawn = ElementTree.fromstring(render_qr_code("https://exemple.test/live/", label="Ouvrir « la page »"))
    side = int(drawn.attrib["viewBox"].split()[-1])
    assert drawn.attrib["aria-label"] == "Ouvrir « la page »"
    assert side > 21 + 2 * QUIET - 1
