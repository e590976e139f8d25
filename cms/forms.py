"""Pictures that editors upload are drawn anew: a photograph's place and camera never reach the public folder."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.forms import BaseImageForm

from school.people.rules import Refused
from school.vault.pictures import reencoded

FORMS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class PictureForm(BaseImageForm):
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
