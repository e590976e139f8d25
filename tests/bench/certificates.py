"""Certificates: a batch printed by two processes as two workers do it, and one sheet on demand, against the plain loop
`HTML(string=…).write_pdf(same options)` in one process; printed as JSON. PEOPLE – how many sheets (200). No database is touched.
"""

import json
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

PEOPLE = int(os.environ.get("PEOPLE", "200"))
WORKERS, WARM, TRIES = 2, 3, 12


def start():
    import django

    django.setup()


def facts(number):
    from tests.courses.certificates.test_printing import FACTS

    token = f"A{number:025d}"
    return FACTS | {
        "family_name": f"Участникова-{number}",
        "number": f"ШЛ-2026-{number:04d}",
        "check_url": f"HTTPS://SHKOLA.EXAMPLE/C/{token}",
        "check_url_text": f"shkola.example/c/{token}",
    }


def plain(number):
    """The same sheet, as the library's first page tells to print it."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from courses.certificates import printing
    from school.pdf import FACES, SCHEME, Drawer, files
    from school.qr import qr_svg

    assets = {**printing._drawer(), "qr.svg": qr_svg(facts(number)["check_url"])}
    assets |= {name: files(package).joinpath("files", name).read_bytes() for _family, _weight, package, name in FACES}
    css = (assets.pop("certificate.css") + assets.pop("sheets.css")).decode()
    css += "".join(f"@font-face{{font-family:'{family}';font-weight:{weight};src:url({SCHEME}{name})}}" for family, weight, _p, name in FACES)
    fonts, fetcher = FontConfiguration(), Drawer(assets)
    html = HTML(string=printing.certificate_html(facts(number)), url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[CSS(string=css, font_config=fonts, url_fetcher=fetcher)], font_config=fonts, pdf_variant="pdf/ua-1")


def ours(number):
    from courses.certificates.printing import certificate_pdf

    return certificate_pdf(facts(number))


def some(numbers):
    """One worker's part: how many bytes, and its memory after the first tenth and at the end, in megabytes."""
    size, memory = 0, []
    for place, number in enumerate(numbers):
        size += len(ours(number))
        if place in {len(numbers) // 10, len(numbers) - 1}:
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    return size, memory


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main():
    start()
    numbers = range(PEOPLE)
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"), initializer=start) as pool:
        list(pool.map(some, [[0]] * WORKERS))  # workers of a school are up before a batch begins
        started = time.perf_counter()
        parts = list(pool.map(some, [numbers[part::WORKERS] for part in range(WORKERS)]))
        batch = time.perf_counter() - started
    for number in range(WARM):
        plain(number), ours(number)
    loop = timed(lambda: [plain(number) for number in numbers])
    single = min(timed(lambda: plain(1)) for _try in range(TRIES))
    demand = min(timed(lambda: ours(1)) for _try in range(TRIES))
    found = {
        "sheets": PEOPLE,
        "batch": round(batch, 2),
        "loop": round(loop, 2),
        "demand": round(demand, 4),
        "single": round(single, 4),
        "kilobytes": round(sum(size for size, _memory in parts) / PEOPLE / 1024, 1),
        "memory": [memory for _size, memory in parts],
    }
    print("CERTIFICATES " + json.dumps(found))


if __name__ == "__main__":
    sys.exit(main())
