"""What a stranger's body may cost: packages are judged by their list before a part is unpacked, bodies by a length that is digits and nothing else."""

import io
import tracemalloc
import zipfile

import pytest
from django.test import RequestFactory

from school.people.rules import Refused
from school.vault.kinds import MEGABYTE
from school.vault.rules import inspected
from tests.factories import UserFactory

TYPES, MAIN = "[Content_Types].xml", "word/document.xml"
FILM, TOO_MUCH = "/cms/lesson-videos/create/", 26 * MEGABYTE


def package(swollen=TYPES, size=250 * MEGABYTE, method=zipfile.ZIP_DEFLATED, more=()):
    """A document whose one part is `size` zeros."""
    stream, zeros = io.BytesIO(), bytes(MEGABYTE)
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as made:
        for name in dict.fromkeys([TYPES, MAIN, *more, swollen]):
            with made.open(zipfile.ZipInfo(name) if name != swollen else named(name, method), "w", force_zip64=False) as part:
                for _piece in range(size // MEGABYTE if name == swollen else 0):
                    part.write(zeros)
                part.write(b"<x/>")
    return stream.getvalue()


def named(name, method):
    info = zipfile.ZipInfo(name)
    info.compress_type, info._compresslevel = method, 1
    return info


def lie(data, true, said):
    """The list of parts says another size than the part has."""
    true, said = (number.to_bytes(4, "little") for number in (true, said))
    return data.replace(true, said)


def peak_of(data, name="a.docx"):
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as caught:
            inspected(data, name)
        return tracemalloc.get_traced_memory()[1], str(caught.value.reasons[0])
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("honest", [True, False])
def test_the_list_of_types_is_never_unpacked_whole(honest):
    data = package()
    data = data if honest else lie(data, 250 * MEGABYTE + 4, 5000)

    peak, words = peak_of(data)

    assert peak < 8 * MEGABYTE, f"{peak / MEGABYTE:.0f} MB"
    assert words


@pytest.mark.parametrize("size", [2 * MEGABYTE, 19 * MEGABYTE])
def test_a_long_list_of_types_is_refused(size):
    assert "после распаковки" in peak_of(package(size=size))[1]


def test_swollen_part_is_refused_by_its_ratio():
    peak, words = peak_of(package("word/media/a.bin", 100 * MEGABYTE))

    assert "после распаковки" in words
    assert peak < 4 * MEGABYTE


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method):
    """Their readers unpack as much as they are given, whatever they are asked for."""
    peak, words = peak_of(lie(package(method=method, size=50 * MEGABYTE), 50 * MEGABYTE + 4, 5000))

    assert "не совпадает" in words
    assert peak < 4 * MEGABYTE


def test_hundred_thousand_parts_never_become_objects():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for number in range(30_000):
            made.writestr(f"{number}", b"")

    peak, words = peak_of(stream.getvalue())

    assert "после распаковки" in words
    assert peak < 4 * MEGABYTE


def test_list_of_types_named_twice_is_refused():
    stream = io.BytesIO(package(size=0))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(stream, "a") as more:
        more.writestr(TYPES, "<x/>")

    assert "не совпадает" in peak_of(stream.getvalue())[1]


def test_spoilt_packing_is_refused_in_words():
    data = bytearray(package(size=0))
    at = data.index(TYPES.encode()) + len(TYPES)
    data[at : at + 4] = b"\xff" * 4

    assert "не совпадает" in peak_of(bytes(data))[1]


# Lengths


@pytest.fixture
def author(program_of):
    return program_of("author@shkola.example")


@pytest.fixture
def program_of(cohort):
    from django.contrib.auth.models import Permission

    def person(email):
        found = UserFactory(email=email)
        found.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "add_lessonvideo", "add_lessonsound"]))
        return found

    return person


def status_of(person, address, length):
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpResponse

    from school.middleware import BodySizeMiddleware

    request = RequestFactory().post(address, CONTENT_LENGTH=length)
    request.user, request.session = person or AnonymousUser(), {}
    return BodySizeMiddleware(lambda asked: HttpResponse(status=200))(request).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("length", "status"),
    [
        ("0" * 30 + str(TOO_MUCH), 413),
        ("0" * 30 + "12", 200),
        ("000", 200),
        ("", 200),
        ("+40", 400),
        ("-1", 400),
        ("4_0", 400),
        (f"+{TOO_MUCH}", 400),
        ("2_6_0_0_0_0_0_0", 400),
        (" 40", 400),
        ("40, 40", 400),
        ("0x40", 400),
        ("٤٠", 400),
        ("²", 400),
        ("1" * 18, 413),
        ("1" * 19, 413),
        ("9" * 5000, 413),
    ],
)
def test_length_is_digits_and_nothing_else(length, status):
    assert status_of(None, "/check/", length) == status


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (FILM, 200),
        ("/cms/lesson-sounds/create/", 200),
        ("/cms/lesson-files/create/", 413),
        ("/cms/lesson-captions/create/", 413),
        ("/cms/images/add/", 413),
        ("/cms/", 413),
        ("/cms/nothing/", 413),
        ("/check/", 413),
    ],
)
def test_films_come_through_their_own_windows(author, address, status):
    assert status_of(author, address, str(TOO_MUCH)) == status


@pytest.mark.parametrize("who", ["participant", "trainer", "mentor", "coordinator", "stranger"])
def test_films_come_from_those_who_keep_them(who, request):
    assert status_of(request.getfixturevalue(who), FILM, str(TOO_MUCH)) == 413


def test_a_person_without_the_editor_sends_no_film(author):
    author.user_permissions.remove(author.user_permissions.get(codename="access_admin"))
    author = type(author).objects.get(pk=author.pk)

    assert status_of(author, FILM, str(TOO_MUCH)) == 413
