"""What the vault takes, what it refuses with words, how it answers."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from school.people.rules import Refused
from school.vault.actions import keep, path_of, sweep
from school.vault.models import File, Look
from school.vault.rules import cleaned
from school.vault.serving import answer

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def picture(form="JPEG", size=(40, 30), **options):
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, form, **options)
    return stream.getvalue()


def noise():
    stream = io.BytesIO()
    Image.effect_noise((400, 300), 80).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def office(main="word/document.xml", types="<Types/>", **parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr(main, "<document/>")
        for name, body in parts.items():
            package.writestr(name.replace("__", "/"), body)
    return stream.getvalue()


def moving():
    stream = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green")]
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def huge_header():
    """Twenty thousand by twenty thousand points in a few kilobytes."""
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    return stream.getvalue()


GOOD = {
    "Устав.pdf": PDF,
    "Отчёт.docx": office(),
    "Смета.XLSX": office("xl/workbook.xml"),
    "Показ.pptx": office("ppt/presentation.xml"),
    "Фото.jpg": picture(),
    "Фото.jpeg": picture(),
    "Схема.png": picture("PNG"),
}
BAD = {
    "empty.pdf": b"",
    "page.html": b"<script>alert(1)</script>",
    "lies.pdf": b"<html>%PDF-1.7 %%EOF</html>",
    "picture.pdf": picture(),
    "locked.pdf": PDF.replace(b"<</Root", b"<</Encrypt 5 0 R /Root"),
    "cut.pdf": PDF[:20],
    "ends.pdf": b"%PDF-1.7\nwords\n%%EOF",
    "rootless.pdf": PDF.replace(b"/Root", b"/Boot"),
    "astray.pdf": PDF.replace(b"startxref\n9", b"startxref\n99999"),
    "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "jpeg.png": picture(),
    "half.jpg": noise()[:9000],
    "moving.png": moving(),
    "huge.png": huge_header(),
    "nothing.png": b"\x89PNG\r\n\x1a\n",
    "text.docx": b"hello",
    "sheet.docx": office("xl/workbook.xml"),
    "plain.docx": b"PK\x03\x04broken",
    "macro.docx": office(word__vbaProject="", **{"word__vbaProject.bin": "x"}),
    "macro.xlsx": office("xl/workbook.xml", types="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    "macro.docm": office(),
    "up.docx": office(**{"..__..__etc__passwd": "x"}),
    "bomb.docx": office(**{"word__media.bin": b"0" * (301 * 1024 * 1024)}),
    "big.pdf": PDF + b"0" * (20 * 1024 * 1024),
    "noextension": PDF,
    "tricky.pdf.exe": PDF,
    "vector.svg": b"<svg/>",
    "archive.zip": office(),
}


@pytest.mark.parametrize("name", GOOD)
def test_keep_takes_what_is_allowed(db, name):
    file = keep(GOOD[name], name=name, title="Документ")

    stored = path_of(file.key).read_bytes()
    assert file.size == len(stored)
    assert file.name == name
    assert len(file.key) == 48


@pytest.mark.parametrize("name", BAD)
def test_keep_refuses_lying_broken_and_dangerous_files(db, name):
    with pytest.raises(Refused) as refusal:
        keep(BAD[name], name=name)

    assert all(str(reason).endswith((".", "!")) for reason in refusal.value.reasons)
    assert File.objects.count() == 0


@pytest.mark.parametrize(("name", "words"), [("cut.pdf", "обрезан или повреждён"), ("lies.pdf", "Это не PDF"), ("empty.pdf", "Файл пустой")])
def test_a_file_that_was_cut_on_its_way_is_told_so(db, name, words):
    with pytest.raises(Refused, match=words):
        keep(BAD[name], name=name)


def test_keep_refuses_another_claimed_type(db):
    with pytest.raises(Refused):
        keep(PDF, name="a.pdf", content_type="text/html")


def test_keep_takes_an_upload(db):
    file = keep(SimpleUploadedFile("Скан.pdf", PDF, "application/pdf"))

    assert (file.name, file.content_type) == ("Скан.pdf", "application/pdf")


def test_photograph_loses_place_and_tail(db):
    exif = Image.Exif()
    exif[0x010E] = "кабинет"
    exif.get_ifd(0x8825)[1] = "N"

    file = keep(picture(exif=exif) + b"<script>", name="a.jpg")

    stored = path_of(file.key).read_bytes()
    assert not Image.open(io.BytesIO(stored)).getexif()
    assert b"<script>" not in stored


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Устав.pdf", "Устав.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("\u202egnp.pdf", "gnp.pdf"),
        ("  много   пробелов .pdf", "много пробелов.pdf"),
        (".pdf", "файл.pdf"),
        ("\u0418\u0306.pdf", "Й.pdf"),
        ('a"<b>|.pdf', "a b.pdf"),
    ],
)
def test_name_is_cleaned(typed, kept):
    assert cleaned(typed) == kept


def test_long_name_is_cut_by_bytes():
    name = cleaned("Ж" * 216 + ".pdf")

    assert len(name.encode()) <= 180
    assert name.endswith("Ж.pdf")


@pytest.fixture
def file(db, settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    return keep(PDF, name="Устав организации.pdf")


def asked(file, inline=False, method="get", **headers):
    from django.contrib.auth.models import AnonymousUser

    request = getattr(RequestFactory(headers=headers), method)("/")
    request.user = AnonymousUser()
    return answer(request, file, inline=inline)


def test_answer_is_inert(file):
    response = asked(file)

    assert b"".join(response) == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%A3")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert Look.objects.get().file == file


def test_only_pdf_and_pictures_open_in_the_window(file):
    docx = keep(office(), name="a.docx")

    assert asked(file, inline=True)["Content-Disposition"].startswith("inline")
    assert asked(docx, inline=True)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked_range", "status", "body"),
    [
        ("bytes=0-3", 206, PDF[:4]),
        ("bytes=5-", 206, PDF[5:]),
        ("bytes=-6", 206, PDF[-6:]),
        ("bytes=0-99999", 206, PDF),
        ("bytes=-99999", 206, PDF),
        ("bytes=99999-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=9-5", 416, b""),
        ("bytes=0-1,3-4", 200, PDF),
        ("bytes=a-b", 200, PDF),
        ("lines=1-2", 200, PDF),
        ("bytes=" + "9" * 400 + "-", 200, PDF),
    ],
)
def test_ranges(file, asked_range, status, body):
    response = asked(file, Range=asked_range)

    assert (response.status_code, b"".join(response)) == (status, body)
    if status == 416:
        assert response["Content-Range"] == f"bytes */{len(PDF)}"


def test_range_of_another_version_gets_the_whole(file):
    response = asked(file, **{"Range": "bytes=0-3", "If-Range": '"other"'})

    assert (response.status_code, b"".join(response)) == (200, PDF)


def test_head_writes_no_look(file):
    response = asked(file, method="head")

    assert (response["Content-Length"], b"".join(response), Look.objects.count()) == (str(len(PDF)), b"", 0)


def test_sweep_removes_only_old_orphans(file, tmp_path):
    orphan = tmp_path / "ab" / "abcd"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"half")

    assert sweep() == 0
    assert sweep(older_than=-1) == 1
    assert path_of(file.key).exists()
    assert not orphan.exists()
