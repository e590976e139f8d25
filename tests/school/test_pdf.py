"""The printing press fetches nothing, embeds nothing unasked, and prints the same bytes twice."""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import pikepdf
import pytest
from weasyprint import HTML

from school import pdf

SHEET = '<!doctype html><html lang="ru"><head><title>Лист</title>{head}</head><body><p>Текст</p>{body}</body></html>'
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path fill="#f00" d="M0 0h2v2H0z"/></svg>'

TRAPS = {
    "image": '<img src="{url}" alt="x">',
    "style": '<p style="background:url({url})">x</p>',
    "import": "<style>@import url({url});</style>",
    "font": "<style>@font-face{{font-family:X;src:url({url})}} p{{font-family:X}}</style>",
    "content": "<style>p::before{{content:url({url})}}</style>",
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "object": '<object data="{url}">x</object>',
    "embed": '<embed src="{url}">',
    "attachment": '<link rel="attachment" href="{url}">',
    "attached link": '<a rel="attachment" href="{url}">x</a>',
    "base": '<base href="{url}"><img src="/x.png" alt="x"><link rel="attachment" href="x">',
    "nested svg": '<img alt="x" src="data:image/svg+xml;base64,{nested}">',
    "inline svg": '<svg width="9" height="9"><image href="{url}" width="9" height="9"/><use href="{url}#a"/></svg>',
}


class Visited(ThreadingHTTPServer):
    hits: list[str]


class Trap(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.hits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(DOT)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def neighbour() -> Iterator[Visited]:
    server = Visited(("127.0.0.1", 0), Trap)
    server.hits = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def printed(*, head="", body="", css="", assets=None, **rest):
    return pdf.render(SHEET.format(head=head, body=body), base_css=css, assets=assets or {}, **rest)


def trap(name, url):
    nested = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/></svg>'
    return TRAPS[name].format(url=url, nested=b64encode(nested.encode()).decode())


def streams(sheet):
    """What lies inside, unpacked: (type, content)."""
    with pikepdf.open(BytesIO(sheet)) as paper:
        inside = [thing for thing in paper.objects if isinstance(thing, pikepdf.Stream)]
        return [(str(thing.get("/Type", "")), thing.read_bytes()) for thing in inside]


@pytest.mark.parametrize("name", TRAPS)
def test_press_never_calls_the_network(neighbour, name):
    url = f"http://127.0.0.1:{neighbour.server_port}/secret.svg"

    sheet = printed(body=trap(name, url))

    assert neighbour.hits == []
    assert "/EmbeddedFile" not in dict(streams(sheet))


@pytest.mark.parametrize("name", TRAPS)
def test_trap_bites_a_careless_press(neighbour, name):
    url = f"http://127.0.0.1:{neighbour.server_port}/secret.svg"

    HTML(string=SHEET.format(head="", body=trap(name, url))).write_pdf()

    assert neighbour.hits


def test_press_never_calls_the_network_from_the_style(neighbour):
    url = f"http://127.0.0.1:{neighbour.server_port}/secret.svg"

    printed(css=f"@import url({url}); body {{ background: url({url}) }} p::after {{ content: url({url}) }}")

    assert neighbour.hits == []


@pytest.mark.parametrize("name", TRAPS)
def test_press_never_reads_a_file(tmp_path, name):
    secret = tmp_path / "secret.txt"
    secret.write_text("пароль-7F3A")

    sheet = printed(body=trap(name, secret.as_uri()))

    inside = streams(sheet)
    assert inside
    assert all(kind != "/EmbeddedFile" and "пароль-7F3A".encode() not in content for kind, content in inside)


@pytest.mark.parametrize("name", ["attachment", "attached link"])
def test_html_cannot_enclose_even_its_own_data(name):
    sheet = printed(body=trap(name, "data:text/plain,hello"))

    assert "/EmbeddedFile" not in dict(streams(sheet))


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "ftp://127.0.0.1/x",
        "asset:other.svg",
        "x.svg",
    ],
)
def test_drawer_refuses_every_other_address(url):
    drawer = pdf.Drawer({"logo.svg": DOT})

    with pytest.raises(ValueError):  # noqa: PT011 - the library turns any ValueError into a warning
        drawer.fetch(url)


def test_drawer_answers_for_its_assets_until_it_is_shut():
    drawer = pdf.Drawer({"logo.svg": DOT})

    assert drawer.fetch("asset:logo.svg").read() == DOT
    assert drawer.fetch("asset:logo.svg").content_type == "image/svg+xml"

    drawer.shut = True
    with pytest.raises(ValueError, match="laid out"):
        drawer.fetch("asset:logo.svg")


def test_caller_may_enclose_a_file():
    sheet = printed(attachments=[("ведомость.txt", b"1;2;3")])

    assert [content for kind, content in streams(sheet) if kind == "/EmbeddedFile"] == [b"1;2;3"]
    assert sheet == printed(attachments=[("ведомость.txt", b"1;2;3")])


def test_sheet_is_tagged_and_its_fonts_are_inside():
    sheet = pikepdf.open(BytesIO(printed(css='p { font: bold 12pt "Press Serif" } ')))

    fonts = [thing for thing in sheet.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
    assert sheet.Root.MarkInfo.Marked
    assert sheet.Root.Lang == "ru"
    assert "/StructTreeRoot" in sheet.Root
    assert len(fonts) == 1
    assert all("Press-Serif-Bold" in str(font.FontName) and ("/FontFile2" in font or "/FontFile3" in font) for font in fonts)


def test_same_sheet_gives_same_bytes():
    image = '<img src="asset:dot.svg" alt="точка">'

    first, second = (printed(body=image, assets={"dot.svg": DOT}) for _ in range(2))

    assert first == second


def test_same_sheet_gives_same_bytes_in_another_process():
    program = (
        "import sys; from school import pdf;sys.stdout.buffer.write(pdf.render(sys.argv[1], base_css='p {font: 9pt \"Press Sans\"}', assets={}))"
    )
    sheet = SHEET.format(head="", body="")

    papers = {
        subprocess.run([sys.executable, "-c", program, sheet], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout for seed in "12"
    }

    assert papers == {printed(css='p {font: 9pt "Press Sans"}')}


def test_fonts_outlive_a_forked_child():
    program = (
        "import os; from school import pdf; page = lambda size: pdf.render('<p>Ёж</p>',"
        "base_css=f'p {{font: {size}pt \"Press Serif\"}}', assets={}); page(9); child = os.fork();"
        "child and os.waitpid(child, 0); print(len(os.listdir(pdf._fonts()._folder)))"
    )

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["4", "4"]


def test_drawers_of_two_sheets_are_not_mixed():
    other = DOT.replace(b"#f00", b"#00f")
    image = '<img src="asset:dot.svg" alt="точка">'

    assert printed(body=image, assets={"dot.svg": DOT}) != printed(body=image, assets={"dot.svg": other})


def test_width_grows_with_the_letters():
    assert pdf.width("") == 0
    assert pdf.width("Щ") > pdf.width("г") > 0.3
    assert pdf.width("漢") == pytest.approx(1.1)
