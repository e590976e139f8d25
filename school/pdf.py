"""The printing press: HTML -> PDF, fetches nothing from outside.

A leaf that anyone may call: `render(html, base_css=…, assets=…)`. The press knows `data:` and the asset
names it was handed (`<img src="asset:qr.svg">`, `url(asset:ornament.svg)`), no file, no network, no redirect;
what a name or a title smuggles in is left out with a warning, the sheet is still printed.
Every sheet is tagged (PDF/UA-1) and the same input gives the same bytes: dates come from the HTML's
`dcterms.*` meta elements, never from the clock. Fonts are bundled: «Press Serif», «Press Sans».
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock

from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "asset:"
# family, weight, package, file
FACES = (
    ("Press Serif", 400, "font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    ("Press Serif", 700, "font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
    ("Press Sans", 400, "font_manrope", "Manrope-Regular.ttf"),
    ("Press Sans", 700, "font_manrope", "Manrope-Bold.ttf"),
)
TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "css": "text/css",
    "ttf": "font/ttf",
}

# Pango's font map is not for two threads at once: one press, one sheet at a time.
_press = Lock()


class Drawer(URLFetcher):
    """Answers for the assets in the drawer and for `data:`; every other address is refused."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False)
        self.assets = assets
        self.shut = False

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if self.shut:
            raise ValueError(f"The sheet is laid out, nothing more is fetched: {url[:80]}")
        if not url.startswith(SCHEME):
            return super().fetch(url, headers)
        name = url.removeprefix(SCHEME)
        if name not in self.assets:
            raise ValueError(f"No such asset: {url[:80]}")
        kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        return URLFetcherResponse(url, self.assets[name], {"Content-Type": kind})


class Fonts(FontConfiguration):
    """Its folder of faces is swept by the process that made it; a forked child that ends leaves it be."""

    def __init__(self) -> None:
        super().__init__()
        self.maker = os.getpid()

    def __del__(self) -> None:
        if os.getpid() == self.maker:
            super().__del__()


@cache
def _fonts() -> FontConfiguration:
    """The bundled faces, loaded once per process."""
    fonts = Fonts()
    rules = [f"@font-face{{font-family:'{family}';font-weight:{weight};src:url({SCHEME}{name})}}" for family, weight, _, name in FACES]
    faces = {name: files(package).joinpath("files", name).read_bytes() for _, _, package, name in FACES}
    CSS(string="".join(rules), font_config=fonts, url_fetcher=Drawer(faces))
    return fonts


@lru_cache(maxsize=16)
def _stylesheet(css: str) -> CSS:
    return CSS(string=css, font_config=_fonts(), url_fetcher=Drawer({}))


@cache
def _advances() -> dict[str, float]:
    """How wide each letter of the bold serif is, in letter sizes."""
    _, _, package, name = FACES[1]
    with files(package).joinpath("files", name).open("rb") as file, TTFont(file, lazy=True) as font:
        widths, unit = font["hmtx"], font["head"].unitsPerEm
        return {chr(code): widths[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def width(text: str) -> float:
    """The length of a line in the boldest face, in letter sizes: the caller chooses a size in which it fits."""
    return sum(_advances().get(char, 1.1) for char in text)


def render(html: str, *, base_css: str, assets: Mapping[str, bytes], attachments: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Print a sheet; `attachments` (name, bytes) go in only from here, never from the HTML."""
    drawer = Drawer(assets)
    still = datetime(2000, 1, 1, tzinfo=UTC)
    enclosed = [Attachment(string=body, name=name, created=still, modified=still, url_fetcher=drawer) for name, body in attachments]
    with _press:
        document = HTML(string=html, url_fetcher=drawer).render(
            font_config=_fonts(),
            stylesheets=[_stylesheet(base_css)],
            pdf_variant="pdf/ua-1",
            presentational_hints=False,
        )
        document.metadata.attachments = []
        drawer.shut = True
        return document.write_pdf(pdf_variant="pdf/ua-1", attachments=enclosed)
