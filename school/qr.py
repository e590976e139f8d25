"""A QR code as one path of an svg: a leaf that paper and screens may call."""

import re
from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # cells of white that a reader wants around the code


@dataclass(frozen=True)
class Drawing:
    """A bar per run of dark cells, in cells; `box` is the view with the quiet zone."""

    size: int
    path: str

    @property
    def box(self) -> str:
        return f"{-QUIET} {-QUIET} {self.size + 2 * QUIET} {self.size + 2 * QUIET}"


def drawn(text: str) -> Drawing:
    """An address in capitals takes a third fewer cells."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text, optimize=4)
    code.make(fit=True)
    rows = ("".join("1" if cell else "0" for cell in row) for row in code.modules)
    bars = "".join(f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z" for y, row in enumerate(rows) for run in re.finditer("1+", row))
    return Drawing(code.modules_count, bars)


def qr_svg(text: str) -> bytes:
    """For paper: without the quiet zone, the sheet is white around it."""
    code = drawn(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}" shape-rendering="crispEdges">'
        f'<path fill="#1c2430" d="{code.path}"/></svg>'
    ).encode()
