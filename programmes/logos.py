"""A programme's logo: inspected like any file, then redrawn, so that nothing but the picture is stored."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.inspection import Inspection, inspect_upload
from accelerator.questionnaires.sniffing import check

TYPES = ("png", "jpg", "webp")
LARGEST = (640, 320)
"""Pixels: twice what the public page shows, for fine screens."""
MOST_PIXELS = 40_000_000


NO_LOGO: Inspection[ContentFile] = Inspection()


class LogoRefused(AnswerRefused):
    """The file is not a displayable picture; the message is the reason."""


def inspect_logo(request: AuthenticatedRequest) -> Inspection[ContentFile]:
    """The picture that was sent, drawn again, if there is one."""
    return inspect_upload(request.FILES.get("upload"), redraw)


def redraw(upload: UploadedFile) -> ContentFile:
    """The picture as a PNG of its own, without the metadata of its file (EXIF, place, author).

    Raises ``AnswerRefused`` for what is no PNG, JPEG or WebP, weighs too much or counts too many pixels.
    """
    checked = check(upload, types=TYPES)
    checked.upload.seek(0)
    try:
        with Image.open(checked.upload, formats=["PNG", "JPEG", "WEBP"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise LogoRefused(
                    _("Cette image a trop de pixels : réduisez-la, puis envoyez-la de nouveau.")
                )
            drawn = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise LogoRefused(_("Cette image ne se lit pas : enregistrez-la en PNG et réessayez.")) from problem
    drawn.thumbnail(LARGEST)
    drawn.info.clear()
    content = BytesIO()
    drawn.save(content, "PNG", optimize=True)
    return ContentFile(content.getvalue(), name="logo.png")
