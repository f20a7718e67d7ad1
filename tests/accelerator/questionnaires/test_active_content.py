"""What a file would run, fetch or reveal of its author is removed or refused, with the reason."""

import io
import resource
import time
import zipfile
import zlib
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from accelerator.questionnaires import images
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.sniffing import CONTENT_TYPES, CheckedFile, check
from tests.support.pdfs import PDF, small_pdf

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def store(name: str, content: bytes) -> CheckedFile:
    return check(SimpleUploadedFile(name, content), types=[*CONTENT_TYPES])


def office(kind: str = "docx", **parts: Any) -> bytes:
    """A document of this kind; ``parts`` are added or take a place."""
    main = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}[kind]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in {"[Content_Types].xml": "<Types/>", main: "<main/>", **parts}.items():
            written.writestr(name, text)
    return content.getvalue()


def open_document(**parts: Any) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        written.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, text in {"content.xml": "<office/>", **parts}.items():
            written.writestr(name, text)
    return content.getvalue()


def relation(kind: str, target: str, mode: str = "External") -> dict[str, str]:
    tag = f'<Relationship Id="a" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return {"word/_rels/document.xml.rels": f"<Relationships>{tag}</Relationships>"}


def fetching(kind: Name) -> Dictionary:
    return Dictionary(S=kind, URI=String("https://elsewhere.test/"), F=String("https://elsewhere.test/"))


def with_link() -> bytes:
    """A page with an address that a reader may click."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as opened:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=fetching(Name.URI))
        opened.pages[0].Annots = Array([link])
        opened.Root.OpenAction = Array([opened.pages[0].obj, Name.Fit])
        opened.save(content)
    return content.getvalue()


def with_action(**action: Any) -> bytes:
    """A page with something to click."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as opened:
        clicked = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(**action))
        opened.pages[0].Annots = Array([clicked])
        opened.save(content)
    return content.getvalue()


def with_stream(packed: bytes, **entries: Any) -> bytes:
    """A file with one more packed part."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as opened:
        stream = opened.make_stream(packed)
        for key, value in entries.items():
            stream[f"/{key}"] = value
        opened.Root.Part = stream
        opened.save(content, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return content.getvalue()


def launch_named_elsewhere() -> bytes:
    """The name of the action is an object of its own, as any object of a PDF may be."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as opened:
        opened.Root.OpenAction = Dictionary(S=opened.make_indirect(Name.Launch), F=String("cmd.exe"))
        opened.save(content)
    return content.getvalue()


def packed(document: bytes) -> bytes:
    """The same PDF, its objects within a compressed stream."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as opened:
        opened.save(content, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return content.getvalue()


ACTIVE_PDFS = {
    "script": small_pdf(OpenAction=script()),
    "script, nested": small_pdf(AcroForm=Dictionary(Fields=Array([Dictionary(AA=Dictionary(K=script()))]))),
    "script, packed": packed(small_pdf(OpenAction=script())),
    "script, spelled otherwise": small_pdf(OpenAction=script()).replace(b"/JavaScript", b"/J#61vaScript"),
    "launch": small_pdf(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
    "launch, named elsewhere": launch_named_elsewhere(),
    "address as it opens": small_pdf(OpenAction=fetching(Name.URI)),
    "share as it opens": small_pdf(
        OpenAction=Dictionary(S=Name.GoToR, F=String("\\\\elsewhere.test\\a.pdf"))
    ),
    "address as it closes": small_pdf(AA=Dictionary(WC=fetching(Name.SubmitForm))),
    "address, after another action": small_pdf(
        OpenAction=Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([fetching(Name.URI)]))
    ),
    "form that sends": with_action(S=Name.SubmitForm, F=String("https://elsewhere.test/")),
    "link to another file": with_action(S=Name.GoToR, F=String("suite.pdf")),
    "link to a file within": with_action(S=Name.GoToE, T=Dictionary(R=Name.C)),
    "link that starts a program": with_action(S=Name.Launch, F=String("cmd.exe")),
    "link that runs": with_action(S=Name.URI, URI=String(" java\nScript:alert(1)")),
    "links that run": small_pdf(URI=Dictionary(Base=String("javascript:alert(1)//"))),
    "file within": small_pdf(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))),
    "dynamic form": small_pdf(AcroForm=Dictionary(XFA=Array([]))),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
ACTIVE_DOCUMENTS = {
    "macro": office(**{"word/vbaProject.bin": "x"}),
    "OLE object": office(**{"word/embeddings/oleObject1.bin": OLE}),
    "OLE object, disguised": office(**{"word/media/image1.png": OLE}),
    "program": office(**{"word/media/image1.png": b"MZ\x90\x00" + b"\0" * 60}),
    "control": office(**{"word/activeX/activeX1.xml": "<x/>"}),
    "archive within": office(**{"word/media/a.zip": office()}),
    "macro in what is within": office(
        "pptx", **{"ppt/embeddings/tableau.xlsx": office("xlsx", **{"xl/vbaProject.bin": "x"})}
    ),
    "third document": office(**{"word/embeddings/a.docx": office(**{"word/embeddings/b.docx": office()})}),
    "remote template": office(**relation("attachedTemplate", "https://elsewhere.test/a.dotm")),
    "template on a share": office(**relation("attachedTemplate", "file:///\\\\elsewhere.test\\a.dotm")),
    "remote object": office(**relation("oleObject", "http://elsewhere.test/a.rtf")),
    "image on a share": office(**relation("image", "\\\\elsewhere.test\\a.png")),
    "image elsewhere": office(**relation("image", "https://elsewhere.test/a.png")),
    "workbook elsewhere": office(**relation("externalLinkPath", "https://elsewhere.test/a.xlsx")),
    "link that runs": office(**relation("hyperlink", "javascript:alert(1)")),
    "DTD": office(**{"word/document.xml": '<!DOCTYPE a SYSTEM "https://elsewhere.test/a.dtd"><a/>'}),
    "DTD, in a part nobody reads": office(**{"docProps/app.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "DTD, in another encoding": office(**{"customXml/item1.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
    "linked object": office(**relation("oleObject", "embeddings/a.bin", "Internal")),
    "entities": office(**{"word/_rels/document.xml.rels": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "command": office(**{"word/document.xml": "<w:instrText> DDEAUTO c:\\\\cmd.exe</w:instrText>"}),
    "command, far": office(
        **{"word/document.xml": " " * 1_048_570 + "<w:instrText> DDEAUTO c:\\\\cmd.exe</w:instrText>"}
    ),
}
COMMAND = "<w:instrText> DDEAUTO c:\\\\cmd.exe</w:instrText>"
ACTIVE_DOCUMENTS |= {
    "remote template, its relations named in capitals": office(
        **{
            "word/_rels/document.xml.RELS": relation("attachedTemplate", "https://elsewhere.test/a.dotm")[
                "word/_rels/document.xml.rels"
            ]
        }
    ),
    "command, in a part of another folder": office(**{"autre/document.xml": COMMAND}),
    "command, in a part of another name": office(**{"word/document.txt": f"<a>{COMMAND}</a>"}),
    "command, in a part in UTF-16": office(**{"word/document.bin": f"<a>{COMMAND}</a>".encode("utf-16")}),
    "command, in small letters": office(**{"word/document.xml": COMMAND.lower().replace("text", "Text")}),
    "command, by numbers": office(**{"word/document.xml": COMMAND.replace("DDE", "&#x44;D&#69;")}),
    "command, in pieces": office(
        **{"word/document.xml": COMMAND.replace("DDE", "D</w:instrText></w:r><w:r><w:instrText>DE")}
    ),
    "command of a table, with a prefix": office(**{"word/document.xml": "<x:ddeLink ddeService='cmd'/>"}),
}
ACTIVE_OPEN_DOCUMENTS = {
    "macro": open_document(**{"Basic/Standard/Module1.xml": "<x/>"}),
    "script": open_document(**{"Scripts/python/a.py": "import os"}),
    "event": open_document(**{"content.xml": '<a xlink:href="vnd.sun.star.script:a.py$b"/>'}),
    "image elsewhere": open_document(
        **{"content.xml": '<draw:image xlink:href="https://elsewhere.test/a.png"/>'}
    ),
    "link that runs": open_document(**{"content.xml": '<text:a xlink:href="javascript:alert(1)"/>'}),
    "DTD": open_document(**{"content.xml": "<!DOCTYPE a><office/>"}),
    "entities in a list": open_document(**{"META-INF/manifest.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
    "OLE object": open_document(**{"Object 1": OLE}),
    "image elsewhere, with other prefixes": open_document(
        **{"content.xml": '<d:image x:href="HTTPS://elsewhere.test/a.png"/>'}
    ),
    "link that runs, by numbers": open_document(
        **{"content.xml": '<text:a xlink:href="java&#115;cript:a()"/>'}
    ),
    "remote template": open_document(
        **{"meta.xml": '<meta:template xlink:href="https://elsewhere.test/a"/>'}
    ),
}


def list_accepted(contents: dict[str, bytes], words: str, name: str = "") -> list[str]:
    """Which of these contents are not refused with these words."""
    accepted = []
    for label, content in contents.items():
        kind = "pptx" if b"ppt/presentation.xml" in content else "docx"
        try:
            store(name or f"note.{kind}", content)
        except AnswerRefused as refusal:
            if words in str(refusal.message):
                continue
        accepted.append(label)
    return accepted


def test_a_document_that_acts_is_refused_in_words() -> None:
    words = "contient un programme, un formulaire actif"
    assert list_accepted(ACTIVE_PDFS, words, "plan.pdf") == []
    assert list_accepted(ACTIVE_DOCUMENTS, "contient une macro") == []
    assert list_accepted(ACTIVE_OPEN_DOCUMENTS, "contient une macro", "note.odt") == []


COMMON = [
    ("lien.pdf", with_link()),
    ("ouverture.pdf", small_pdf(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])))),
    ("titre.pdf", small_pdf("De /JavaScript et de /Launch")),
    ("lien.docx", office(**relation("hyperlink", "file:///\\\\our.test\\a"))),
    ("modele.docx", office(**relation("attachedTemplate", "file:///C:\\Modeles\\lettre.dotx"))),
    ("image.docx", office(**relation("image", "file:///C:\\Images\\a.png"))),
    ("renvoi.pdf", with_action(S=Name.GoTo, D=String("annexe"))),
    ("ecrire.pdf", with_action(S=Name.URI, URI=String("mailto:claire@exemple.test"))),
    ("manifeste.odt", open_document(**{"META-INF/manifest.xml": "<!DOCTYPE manifest:manifest><a/>"})),
    ("texte.docx", office(**{"word/document.xml": "<w:t>La DDE de l’Eure</w:t>"})),
    ("graphique.pptx", office("pptx", **{"ppt/embeddings/tableau.xlsx": office("xlsx")})),
    ("imprimante.xlsx", office("xlsx", **{"xl/printerSettings/printerSettings1.bin": "HP"})),
    ("champ.docx", office(**{"word/document.xml": "<w:instrText> DATE </w:instrText><w:t>DDE</w:t>"})),
    ("dessin.odt", open_document(**{"Pictures/a.svg": "<!DOCTYPE svg><svg/>"})),
    ("titre.odt", open_document(**{"content.xml": '<text:a xlink:href="#Un&#233;"/>'})),
    ("liste.odt", open_document(**{"Basic/script-lc.xml": "<x/>"})),
]


def test_common_documents_are_stored_unchanged() -> None:
    changed = [name for name, content in COMMON if store(name, content).upload.read() != content]

    assert changed == []


def test_a_part_that_never_ends_its_tags_is_read_in_no_time() -> None:
    content = open_document(**{"content.xml": "<draw:image " * 80_000})

    started = time.monotonic()
    assert store("note.odt", content).size == len(content)

    assert time.monotonic() - started < 5


def with_many_objects(count: int) -> bytes:
    """Some kilobytes, of which a reader makes as many objects: they are one packed array."""
    packed = zlib.compress(b"5 0 [" + b"[]" * count + b"]", 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (len(packed), packed),
    ]
    content, table = b"%PDF-1.5\n", b"\0\0\0\0\0\xff\xff"
    for number, written in enumerate(objects, start=1):
        table += b"\1" + len(content).to_bytes(4, "big") + b"\0\0"
        content += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table += b"\2\0\0\0\4\0\0"
    start = len(content)
    table += b"\1" + start.to_bytes(4, "big") + b"\0\0"
    head = b"6 0 obj\n<</Type/XRef/Size 7/Root 1 0 R/W[1 4 2]/Length %d>>stream\n" % len(table)
    return content + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start


def test_a_pdf_whose_objects_would_fill_the_memory_is_refused_in_words() -> None:
    content = with_many_objects(6_000_000)

    assert len(content) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(AnswerRefused, match="démesuré"):
        store("plan.pdf", content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024, "kibibytes"
    assert store("plan.pdf", with_many_objects(20_000))


def with_chain_of_actions(*, last: Dictionary) -> bytes:
    """Each action is followed twice by the next one: thirty steps are a thousand million ways."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as opened:
        action = opened.make_indirect(last)
        for _step in range(30):
            following = Array([action, action])
            action = opened.make_indirect(Dictionary(S=Name.Named, N=Name.NextPage, Next=following))
        opened.Root.OpenAction = action
        opened.save(content)
    return content.getvalue()


def test_a_chain_of_actions_is_followed_once() -> None:
    started = time.monotonic()

    assert store("plan.pdf", with_chain_of_actions(last=Dictionary(S=Name.Named, N=Name.NextPage)))
    with pytest.raises(AnswerRefused, match="contient un programme"):
        store("plan.pdf", with_chain_of_actions(last=fetching(Name.URI)))

    assert time.monotonic() - started < 10


ZEROS = zlib.compress(b"\0" * 80 * 1024 * 1024, 9)
BOMBS = {
    "one part": with_stream(ZEROS, Filter=Name.FlateDecode),
    "packed twice": with_stream(zlib.compress(ZEROS, 9), Filter=Array([Name.FlateDecode, Name.FlateDecode])),
    "written in letters": with_stream(
        ZEROS.hex().encode() + b">", Filter=Array([Name.ASCIIHexDecode, Name.FlateDecode])
    ),
    "far more than its size": with_stream(
        zlib.compress(b"\0" * 30 * 1024 * 1024, 9), Filter=Name.FlateDecode
    ),
    "an image larger than any wall": with_stream(
        zlib.compress(b"\0"), Filter=Name.FlateDecode, Subtype=Name.Image, Width=100_000, Height=100_000
    ),
}


def test_a_pdf_that_unpacks_to_far_too_much_is_refused_in_words() -> None:
    assert list_accepted(BOMBS, "démesuré", "plan.pdf") == []


@pytest.mark.parametrize(
    "content",
    [
        with_stream(
            zlib.compress(b"\xff" * 30 * 1024 * 1024, 9),
            Filter=Name.FlateDecode,
            Subtype=Name.Image,
            Width=5000,
            Height=7000,
        ),
        with_stream(b"no packed text at all", Filter=Name.FlateDecode),
        with_stream(b"not ours to unpack", Filter=Name.DCTDecode),
        with_stream(b"", Subtype=Name.Image, Width=Name.Wide, Height=Array([])),
    ],
    ids=["a scanned white page", "a broken part", "a photograph", "an image of no size"],
)
def test_a_pdf_that_is_merely_white_or_a_little_broken_is_stored(content: bytes) -> None:
    assert store("plan.pdf", content).upload.read() == content


def test_a_pdf_under_a_password_is_reported() -> None:
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as opened:
        encryption = pikepdf.Encryption(user="secret", owner="secret")
        opened.save(content, encryption=encryption, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    with pytest.raises(AnswerRefused, match="protégé par un mot de passe"):
        store("plan.pdf", content.getvalue())


def photograph(kind: str, **options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A telephone", 6
    exif.get_ifd(0x8825)[1] = "N"
    content = io.BytesIO()
    picture = Image.linear_gradient("L").resize((40, 20)).convert("RGB")
    picture.save(content, kind, exif=exif, xmp=b"<where/>", **options)
    return content.getvalue()


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")])
def test_a_photograph_keeps_its_picture_and_loses_what_it_reveals(name: str, kind: str) -> None:
    content = photograph(kind, **({"comment": b"at home"} if kind == "JPEG" else {}))
    assert b"A telephone" in content

    checked = store(name, content + (b"a film behind" if kind == "JPEG" else b""))

    stored = checked.upload.read()
    for secret in (b"A telephone", b"<where/>", b"at home", b"a film behind"):
        assert secret not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert image.size == (20, 40), "it stands as it was meant to"
        assert not image.getexif()
    assert checked.size == len(stored)
    assert store(name, content + (b"a film behind" if kind == "JPEG" else b"")).sha256 == checked.sha256


def test_a_moving_picture_still_moves() -> None:
    content = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    with Image.open(store("a.webp", content.getvalue()).upload) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]


def test_a_picture_too_large_to_draw_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 100)

    with pytest.raises(AnswerRefused, match="40 × 20"):
        store("a.png", photograph("PNG"))
