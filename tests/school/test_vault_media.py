"""Film, sound and captions: what the vault takes, what it refuses with words, and that nothing large is ever whole in memory."""

import errno
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from school.people.rules import Refused
from school.vault import actions, captions
from school.vault.actions import keep, path_of, sweep
from school.vault.kinds import ALL, FILMS, PAPERS, SOUNDS, SUBTITLES
from school.vault.models import File
from school.vault.reading import lasts
from school.vault.rules import inspected
from tests.school.media import VTT, box, ebml, m4a, mp3, mp4, ogg, webm

GOOD = {
    "Фильм.mp4": mp4(),
    "phone.MP4": mp4(b"mp42"),
    "parts.mp4": mp4(tail=box(b"moof", bytes(40)) + box(b"mdat", bytes(90))),
    "long.mp4": mp4(tail=b"\0\0\0\1free" + (24).to_bytes(8) + bytes(8)),
    "open.mp4": mp4(tail=b"\0\0\0\0free" + bytes(50)),
    "film.webm": webm(),
    "recorded.webm": webm(recorded=True),
    "vp9.webm": webm(codec=b"V_VP9"),
    "Запись.mp3": mp3(),
    "plain.mp3": mp3(tag=False),
    "tail.mp3": mp3() + b"TAG" + bytes(125),
    "promised.mp3": mp3(promise=20 * 417),
    "sound.m4a": m4a(),
    "recorder.m4a": m4a(brand=b"mp42"),
    "sound.ogg": ogg(),
    "opus.ogg": ogg(b"OpusHead"),
    "Субтитры.vtt": VTT,
}
BAD = {
    "empty.mp4": b"",
    "text.mp4": b"hello, this is not a film at all",
    "html.mp4": b"<html><script>alert(1)</script></html>",
    "webm.mp4": webm(),
    "mov.mp4": mp4(b"qt  "),
    "sound.mp4": mp4(tracks=(b"soun",)),
    "m4a.mp4": m4a(),
    "cut.mp4": mp4()[:-7],
    "headless.mp4": box(b"ftyp", b"isom" + bytes(8)) + box(b"mdat", bytes(99)),
    "bodyless.mp4": mp4()[:400],
    "tail.mp4": mp4(tail=b"<script>alert(1)</script>"),
    "deep.mp4": mp4(tail=box(b"free") * 60_000),
    "short.mp4": b"\0\0\0\x08ftyp",
    "tiny.mp4": mp4(tail=b"\0\0\0\x03free"),
    "text.webm": b"hello",
    "mkv.webm": webm(doctype=b"matroska"),
    "h264.webm": webm(codec=b"V_MPEG4/ISO/AVC"),
    "sound.webm": webm(codec=b"A_OPUS", kind=2),
    "cut.webm": webm()[:-9],
    "half.webm": webm(recorded=True)[:-9],
    "tail.webm": webm(tail=b"<script>alert(1)</script>"),
    "still.webm": webm(clusters=0),
    "header.webm": webm()[:30],
    "bomb.webm": webm(recorded=True, tail=ebml(0xEC, b"", 1) * 600_000),
    "text.mp3": b"ID3\4\0\0\0\0\0\x02ab" + b"plain words " * 90,
    "once.mp3": b"\xff\xfb\x90\x00" + b"<script>" * 300,
    "tag.mp3": b"ID3\4\0\0\0\0\x7f\x7f" + bytes(99),
    "cut.mp3": mp3(promise=900_000),
    "wav.mp3": b"RIFF\0\0\0\0WAVEfmt " + bytes(900),
    "cut.ogg": ogg()[:-5],
    "theora.ogg": ogg(b"\x80theora"),
    "middle.ogg": ogg(first=0),
    "tail.ogg": ogg() + b"<script>",
    "alone.ogg": ogg(pages=1),
    "film.m4a": mp4(),
    "cut.m4a": m4a()[:-3],
    "film.avi": b"RIFF\0\0\0\0AVI LIST",
    "film.mp4.exe": mp4(),
}


@pytest.mark.parametrize("name", GOOD)
def test_keep_takes_media_of_lessons(db, name):
    file = keep(GOOD[name], name=name, shelf="lessons")

    assert path_of(file.key).stat().st_size == file.size
    assert file.content_type in {each for kind in ALL for each in kind.types.values()}


@pytest.mark.parametrize("name", BAD)
def test_keep_refuses_lying_cut_and_bomb_media(db, name):
    with pytest.raises(Refused) as refusal:
        keep(BAD[name], name=name, shelf="lessons")

    assert all(str(reason).endswith(".") for reason in refusal.value.reasons)
    assert File.objects.count() == 0


@pytest.mark.parametrize("size", range(0, len(webm()), 7))
@pytest.mark.parametrize(("make", "name"), [(webm, "a.webm"), (mp4, "a.mp4"), (m4a, "a.m4a")])
def test_no_cut_is_taken_and_none_is_an_error(make, name, size):
    with pytest.raises(Refused):
        inspected(make()[:size], name, ALL)


@pytest.mark.parametrize("shelf", ["", "library"])
def test_media_lie_on_the_shelf_of_lessons_only(db, shelf):
    with pytest.raises(Refused):
        keep(mp4(), name="a.mp4", shelf=shelf)


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [(PAPERS, "a.mp4", "PDF, DOCX"), (FILMS, "a.pdf", "MP4 или WebM"), (SOUNDS, "a.mp4", "MP3, M4A или OGG"), (SUBTITLES, "a.srt", "WebVTT")],
)
def test_each_kind_says_what_it_wants(kind, name, words):
    with pytest.raises(Refused, match=words):
        inspected(b"x", name, (kind,))


class Watched(io.BytesIO):
    """Says how much was asked for at once."""

    largest = 0

    def read(self, size=-1):
        assert (size or 0) > 0, "the whole file was asked for"
        self.largest = max(self.largest, size)
        return super().read(size)


def test_large_file_is_copied_piece_by_piece(db):
    stream = Watched(mp4(media=bytes(5 * 1024 * 1024 + 17)))
    upload = UploadedFile(stream, "big.mp4", "video/mp4", len(stream.getvalue()))

    file = keep(upload, shelf="lessons")

    assert stream.largest <= 1024 * 1024
    assert path_of(file.key).read_bytes() == stream.getvalue()
    assert len(file.sha256) == 64


class Endless(io.RawIOBase):
    """As long as it says, without the bytes."""

    def __init__(self, size):
        self.size, self.place = size, 0

    def seek(self, place, whence=0):
        self.place = place + (self.size if whence == 2 else 0)
        return self.place

    def read(self, size=-1):
        raise AssertionError("a file over the limit is not read")


@pytest.mark.parametrize(("name", "limit"), [("a.mp4", 300), ("a.webm", 300), ("a.mp3", 100), ("a.ogg", 100), ("a.vtt", 1), ("a.pdf", 20)])
def test_limit_is_named_before_a_byte_is_read(name, limit):
    upload = UploadedFile(Endless(limit * 1024 * 1024 + 1), name, "", 5)

    with pytest.raises(Refused, match=f"{limit + 1} МБ, можно до {limit} МБ"):
        inspected(upload, name, ALL)


@pytest.mark.parametrize("failure", [OSError(errno.EIO, "broken"), KeyboardInterrupt()])
def test_half_written_leaves_nothing(db, settings, tmp_path, monkeypatch, failure):
    settings.VAULT_ROOT = tmp_path

    def broken(_source, target):
        target.write(b"half")
        raise failure

    monkeypatch.setattr(actions, "copied", broken)
    with pytest.raises(type(failure)):
        keep(mp4(), name="a.mp4", shelf="lessons")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert File.objects.count() == 0


def test_full_disk_is_said_in_words(db, settings, tmp_path, monkeypatch):
    settings.VAULT_ROOT = tmp_path
    monkeypatch.setattr(actions, "copied", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))

    with pytest.raises(Refused, match="кончилось место"):
        keep(mp4(), name="a.mp4", shelf="lessons")

    assert File.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "data", "seconds"), [("a.mp4", mp4(), 90), ("a.m4a", m4a(seconds=7), 7), ("a.webm", webm(), 40), ("a.mp3", mp3(), None)]
)
def test_length_is_known_by_the_header(db, name, data, seconds):
    assert lasts(keep(data, name=name, shelf="lessons")) == seconds


def test_length_of_a_lost_file_is_unknown(db):
    assert lasts(File(key="00" * 24, size=5, content_type="video/mp4")) is None


def kept(text):
    return captions.rewritten(text if isinstance(text, bytes) else text.encode()).decode()


ONE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ONE + "Слово", "Слово"),
        ("\ufeff" + ONE + "Слово", "Слово"),
        (ONE.replace("\n", "\r\n") + "Слово\r\n", "Слово"),
        (ONE.replace("WEBVTT", "WEBVTT – урок 3") + "Слово", "Слово"),
        (ONE.replace("02.000", "02.000 align:start position:10%") + "Слово", "Слово"),
        (ONE.replace("00:01", "фраза 1\n00:01") + "Слово", "Слово"),
        (ONE.replace("00:01.000", "00:00:01.000") + "Слово", "Слово"),
        (ONE + "<v Анна>Слово</v>", "Слово"),
        (ONE + "<b>Слово</b> <c.red>и дело</c>", "Слово и дело"),
        (ONE + "<script>alert(1)</script>", "alert(1)"),
        (ONE + "Слово <img src=x onerror=alert(1)", "Слово"),
        (ONE + "&lt;script&gt; &amp; дело", "&lt;script&gt; &amp; дело"),
        (ONE + "Раз\nДва", "Раз\nДва"),
        (ONE + "Сло\u202eво\u0007", "Слово"),
        ("WEBVTT\n\nNOTE заметка\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nСлово", "Слово"),
        (ONE + "\n\n00:03.000 --> 00:04.000\nСлово", "Слово"),
    ],
)
def test_captions_are_plain_words_of_ours(text, words):
    head, *cues = kept(text).split("\n\n")

    assert head == "WEBVTT"
    assert [cue.strip().split("\n", 1)[1] for cue in cues] == [words]
    assert kept(kept(text)) == kept(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Слово".encode("cp1251"), "не в UTF-8"),
        ("\x00\x01", "первая строка"),
        ("1\n00:00:01,000 --> 00:00:02,000\nСлово", "первая строка"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nСлово", "первая строка"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nСлово", "пустая строка"),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nСлово", "фразе 1 не читается время"),
        ("WEBVTT\n\n00:01.000 -->\nСлово", "фразе 1 не читается время"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nСлово", "фразе 1 не читается время"),
        (ONE + "Раз\n\n00:00.500 --> 00:03.000\nДва", "Фраза 2 начинается раньше"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nСлово", "Фраза 1 кончается раньше"),
        ("WEBVTT", "нет ни одной фразы"),
        (ONE + "<b></b>", "нет ни одной фразы"),
        ("WEBVTT\n\n" + "00:01.000 --> 00:02.000\nа\n\n" * 20_001, "больше 20 тысяч"),
        ("WEBVTT\n\n" + "-->\n" * 9, "фразе 1 не читается время"),
    ],
)
def test_captions_that_cannot_be_read_are_refused_with_the_place(text, reason):
    with pytest.raises(Refused, match=reason):
        kept(text)


def test_captions_are_kept_as_we_wrote_them(db):
    file = keep(SimpleUploadedFile("a.vtt", b"\xef\xbb\xbf" + VTT.replace("Это".encode(), b"<i>!</i>")), shelf="lessons")

    stored = path_of(file.key).read_bytes()
    assert stored.startswith(b"WEBVTT\n\n")
    assert b"<i>" not in stored
    assert file.size == len(stored)


def test_sweep_takes_half_received_films_too(db, settings, tmp_path):
    settings.VAULT_ROOT, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "vault", tmp_path
    (tmp_path / "tmpabc.upload.mp4").write_bytes(b"half")

    assert sweep() == 0
    assert sweep(older_than=-1) == 1
