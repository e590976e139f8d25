"""Pictures that editors upload are drawn anew: a photograph's place and camera never reach the public folder."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.forms import BaseImageForm

from cms.pictures import SEEN, SHOWN, out_of_hands
from school.people.models import User
from school.people.rules import Refused
from school.vault.pictures import reencoded

FORMS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.person = user

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.instance.pk and SEEN & set(self.changed_data) and self.person and out_of_hands(self.person, [self.instance]):
            self.add_error("file" if "file" in self.fields else None, SHOWN)
        return data

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if not isinstance(upload, UploadedFile):
            return upload
        upload.seek(0)
        data = upload.read()
        form = getattr(Image.open(io.BytesIO(data)), "format", "")
        if form not in FORMS:
            raise ValidationError(_("Подойдёт картинка JPEG, PNG или WebP."))
        try:
            fresh = reencoded(data, form)
        except Refused as refusal:
            raise ValidationError([str(reason) for reason in refusal.reasons]) from refusal
        return InMemoryUploadedFile(io.BytesIO(fresh), "file", upload.name, FORMS[form], len(fresh), None)
