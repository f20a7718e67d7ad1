"""A session with its code, people who come, and pictures."""

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accelerator.questionnaires.pictures import render_picture
from coaching.gallery.actions import Origin, add_pictures, describe_picture
from coaching.models import Attendee, GalleryItem, Session
from tests import factories

AT = factories.NOW


def picture(name: str = "mur.jpg", size: tuple[int, int] = (640, 480), **options: Any) -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, "JPEG", **options)
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


@dataclass
class Gallery:
    edition: Any
    session: Session
    place: Any

    def come(self, name: str, consent: str = "", **fields: Any) -> Attendee:
        return self.session.attendees.create(
            name=name, kind="observer", added_at=AT, image_consent=consent,
            image_consent_at=AT if consent else None, **fields,
        )  # fmt: skip

    def add(self, *people: Attendee, alt: str = "Le mur de post-it", depicts: str = "", **fields: Any) -> Any:
        """A picture that is described, of these people or of nobody."""
        origin = Origin(**{name: fields.pop(name, None) for name in ("person", "browser", "attendee")})
        drawn = render_picture(picture())
        [item] = add_pictures(session=self.session, kind="photo", pictures=[drawn], origin=origin, at=AT)
        whom = depicts or ("named" if people else "nobody")
        if alt:
            describe_picture(item=item, alt=alt, depicts=whom, people=people, actor=None, at=AT, **fields)
        return GalleryItem.objects.get(pk=item.pk)
