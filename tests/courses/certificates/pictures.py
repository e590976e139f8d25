"""Pictures that a coordinator might bring."""

import io

from PIL import Image, ImageDraw


def drawing(form="PNG", size=(600, 200), noisy=False):
    """A signature: ink on nothing; `noisy` – a photograph that does not want to become small."""
    image = Image.effect_noise(size, 90).convert("RGB") if noisy else Image.new("RGBA", size, (0, 0, 0, 0))
    if not noisy:
        ImageDraw.Draw(image).line([(10, 150), (200, 20), (320, 180), (590, 40)], fill="#22417c", width=9)
    stream = io.BytesIO()
    image.convert("RGB" if form == "JPEG" else image.mode).save(stream, form)
    return stream.getvalue()
