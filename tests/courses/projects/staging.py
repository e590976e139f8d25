"""What several tests of project work need: a picture to attach, and the words of a refusal."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from school.people.rules import Refused


def picture(name="Смета.png", colour="white", size=(40, 40)):
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue(), content_type="image/png")


def refused(act):
    """The reasons in words."""
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.reasons
