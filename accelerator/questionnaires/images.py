"""Images that others will see: encoded again without the metadata of the camera or the software.

The metadata of a photograph reveal its place, its time and its device; some carry a film or another photograph behind
the one that shows. The new file has the picture and its colours, nothing else.
"""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.types import Values

MOST_PIXELS = 60_000_000
"""Of all frames: a telephone's photograph has 12 to 50 millions. Encoding one again takes four bytes for each."""
FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}


def clean_image(upload: UploadedFile, kind: str, content_type: str) -> UploadedFile:
    """The picture without its metadata, upright, with its colour profile.

    ``kind``: a key of :data:`FORMATS`. AnswerRefused for one too large to encode; Pillow raises many kinds of errors
    for a broken one.
    """
    upload.seek(0)
    content, output = upload.read(), io.BytesIO()
    with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as image:
        width, height = image.size
        if width * height * getattr(image, "n_frames", 1) > MOST_PIXELS:
            raise AnswerRefused(
                _("Cette image a trop de points (%(width)s × %(height)s) : réduisez-la, puis renvoyez-la.")
                % {"width": width, "height": height}
            )
        options = _read_quality(image, kind, content)
        if "save_all" not in options:  # nobody turns what moves
            ImageOps.exif_transpose(image, in_place=True)
        image.save(output, FORMATS[kind], exif=b"", icc_profile=image.info.get("icc_profile"), **options)
    return SimpleUploadedFile(upload.name or "", output.getvalue(), content_type)


def _read_quality(image: Any, kind: str, content: bytes) -> Values:
    """Options to save a picture with the quality it had, and with all frames if it moves."""
    if kind == "jpg":
        sampling = {"subsampling": get_sampling(image)} if get_sampling(image) >= 0 else {}
        progressive = bool(image.info.get("progressive"))
        return {"qtables": image.quantization, "progressive": progressive, "comment": b"", **sampling}
    moving = {"save_all": True} if getattr(image, "n_frames", 1) > 1 else {}
    if kind == "webp":
        return {"lossless": b"VP8L" in content[:65_536], "quality": 90, **moving}
    return moving
