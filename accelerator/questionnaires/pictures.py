"""A picture for pages: encoded again, no larger than a screen, with a small one for lists."""

import io
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accelerator.questionnaires.sniffing import BROKEN, CheckedFile, check, refuse_file

TYPES = ("jpg", "png", "webp")
LARGEST, SMALL = 2048, 480
"""Pixels of the longest side of the picture, and of the small one."""
CONTENT_TYPE = "image/jpeg"


@dataclass(frozen=True)
class RenderedPicture:
    """Two JPEG and their sizes in pixels."""

    full: bytes
    size: tuple[int, int]
    thumb: bytes
    thumb_size: tuple[int, int]

    @property
    def weight(self) -> int:
        return len(self.full) + len(self.thumb)


def render_picture(upload: UploadedFile) -> RenderedPicture:
    """The picture of an uploaded file, without anything that was written beside it.

    Raises :class:`AnswerRefused`, which names the file, for what ``sniffing.check`` refuses and what cannot be encoded.
    """
    return render_checked(check(upload, types=TYPES))


def render_checked(checked: CheckedFile) -> RenderedPicture:
    """Render a file that was already checked, as :func:`render_picture`; the file is rewound."""
    content = checked.upload.read()
    checked.upload.seek(0)
    try:
        return render_content(content)
    except BROKEN as problem:
        raise refuse_file(checked.name, _("Cette image est illisible.")) from problem


def render_content(content: bytes) -> RenderedPicture:
    """Render the content of a picture that was already checked. Raises what Pillow raises for a broken one."""
    with Image.open(io.BytesIO(content)) as opened:
        opened.draft("RGB", (LARGEST, LARGEST))  # a JPEG is read at the scale that is needed
        image = _flatten(ImageOps.exif_transpose(opened))
    full = _shrink(image, LARGEST)
    thumb = _shrink(full, SMALL)
    return RenderedPicture(_encode(full, 86), full.size, _encode(thumb, 80), thumb.size)


def _flatten(image: Image.Image) -> Image.Image:
    """Put a transparent picture on white; of an animation, the first frame."""
    if image.mode in ("RGBA", "LA", "P", "PA"):
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def _shrink(image: Image.Image, longest: int) -> Image.Image:
    smaller = image.copy()
    smaller.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return smaller


def _encode(image: Image.Image, quality: int) -> bytes:
    output = io.BytesIO()
    image.save(output, "JPEG", quality=quality, optimize=True, progressive=True)
    return output.getvalue()
