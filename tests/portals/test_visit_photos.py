"""Photographs of a visit on their way in and out: drawn anew without the place, served inert to whoever may read the report (T11, T19, T22)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from courses.progress.actions import visits as actions
from courses.progress.models import VisitPhoto, VisitReport
from school.middleware import BodySizeMiddleware
from school.vault.actions import path_of
from school.vault.models import File, Look
from tests.factories import EnrollmentFactory
from tests.stage import PDF
from tests.visits import GPS, MAKE, TEXTS, report_of, shot, visit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    return visit_of(cohort)


@pytest.fixture
def enrollment(cohort):
    return EnrollmentFactory(cohort=cohort)


@pytest.fixture
def client(client_of, enrollment):
    return client_of(enrollment.person)


@pytest.fixture
def address(enrollment, meeting):
    return reverse("portals:visit", args=[enrollment.pk, meeting.pk])


def body_of(response):
    return b"".join(response.streaming_content)


def test_the_place_and_the_telephone_are_not_kept(client, client_of, address, trainer):
    taken = shot()
    raw = taken.read()
    taken.seek(0)
    before = Image.open(BytesIO(raw)).getexif()
    assert (GPS in before, MAKE in before) == (True, True)  # the photograph really says where it was taken

    client.post(address, TEXTS | {"photo": taken, "caption": "Склад", "add": "1", "edition": "0"})

    photo = VisitPhoto.objects.get()
    for given in (path_of(photo.file.key).read_bytes(), body_of(client.get(reverse("portals:visit_photo", args=[photo.pk])))):
        picture = Image.open(BytesIO(given))
        assert (picture.format, picture.size, dict(picture.getexif()), picture.info.get("exif")) == ("JPEG", (64, 48), {}, None)
        assert b"Exif" not in given


def test_a_turned_photograph_stands_upright_and_a_large_one_comes_out_small(client, address):
    exif = Image.Exif()
    exif[274] = 6  # the telephone was held upright
    client.post(address, TEXTS | {"photo": shot(size=(3000, 2000), exif=exif), "add": "1", "edition": "0"})

    photo = VisitPhoto.objects.get()

    assert (photo.width, photo.height) == (1067, 1600)
    assert Image.open(path_of(photo.file.key)).size == (1067, 1600)
    assert f'width="{photo.width}" height="{photo.height}"' in client.get(address).content.decode()


def test_a_photograph_stands_in_the_page_and_can_do_nothing(client, enrollment, meeting):
    photo = report_of(enrollment, meeting, "draft", photos=1).photos.get()

    answer = client.get(reverse("portals:visit_photo", args=[photo.pk]))

    found = {
        name: answer.headers[name]
        for name in ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Cache-Control")
    }
    assert found == {
        "Content-Type": "image/jpeg",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store, private",
    }  # fmt: skip
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert Look.objects.get().by == enrollment.person


def test_a_photograph_that_was_chosen_and_not_added_goes_with_the_report(client, enrollment, meeting, address):
    told = TEXTS | {"photo": shot(), "send": "1", "edition": "0"}

    lacking = client.post(address, told)

    photo = VisitPhoto.objects.get()
    text = lacking.content.decode()
    assert (lacking.status_code, VisitReport.objects.get().state, photo.caption) == (400, "draft", "")
    assert f'href="#id_caption_{photo.pk}"' in text
    edition = lacking.context["edition"]
    again = {"photo": shot(color="#8e6201"), "caption": "Двор", f"caption_{photo.pk}": "Склад", "edition": str(edition)}
    assert client.post(address, told | again).status_code == 302
    assert VisitReport.objects.get().state == "sent"
    assert sorted(VisitPhoto.objects.values_list("caption", flat=True)) == ["Двор", "Склад"]


def test_a_bad_photograph_keeps_the_report_from_being_sent(client, address):
    answer = client.post(address, TEXTS | {"photo": lying("снимок.jpg", b"words"), "send": "1", "edition": "0"})

    assert (answer.status_code, VisitReport.objects.get().state, VisitPhoto.objects.count()) == (409, "draft", 0)
    assert "id_photo_error" in answer.content.decode()


def test_several_are_taken_at_once_and_a_bad_one_is_named(client, enrollment, meeting, address):
    shots = [shot(color="#8e6201"), shot(), lying("третий.jpg", b"words")]

    answer = client.post(address, TEXTS | {"photo": shots[:2], "caption": "Не о ком", "add": "1", "edition": "0"})
    first, second = VisitPhoto.objects.order_by("pk")
    assert answer.headers["Location"] == f"{address}#photo-{first.pk}"
    assert (first.caption, second.caption) == ("", "")

    more = [shot(color="#076c92"), lying("третий.jpg", b"words")]
    captions = {f"caption_{first.pk}": "Склад", f"caption_{second.pk}": "Двор"}
    answer = client.post(address, TEXTS | captions | {"photo": more, "add": "1", "edition": str(VisitReport.objects.get().edition)})

    text = answer.content.decode()
    third = VisitPhoto.objects.order_by("pk").last()
    assert (answer.status_code, VisitPhoto.objects.count()) == (409, 3)
    assert "третий.jpg: " in text
    assert (f'name="caption_{third.pk}"' in text, 'value="Склад"' in text) == (True, True)


SENT = {"trainer", "coordinator", "administrator"}


@pytest.mark.parametrize(("state", "who"), [("draft", set()), ("sent", SENT), ("returned", SENT), ("accepted", SENT | {"participant"})])
def test_who_sees_a_photograph(cast, client_of, enrollment, meeting, state, who):
    """Of everybody but the author, who always does."""
    photo = report_of(enrollment, meeting, state, photos=1).photos.get()
    address = reverse("portals:visit_photo", args=[photo.pk])

    assert {role for role, person in cast.items() if client_of(person).get(address).status_code == 200} == who
    assert client_of(enrollment.person).get(address).status_code == 200
    assert client_of(None).get(address).status_code == 302


def test_a_removed_photograph_is_served_to_nobody(cast, client, client_of, enrollment, meeting):
    photo = report_of(enrollment, meeting, "returned", photos=1).photos.get()
    actions.remove_photo(photo, by=enrollment.person)

    people = [client, *(client_of(cast[role]) for role in SENT)]

    assert [each.get(reverse("portals:visit_photo", args=[photo.pk])).status_code for each in people] == [404] * 4


def lying(name, data):
    return SimpleUploadedFile(name, data, "image/jpeg")


def cut_short():
    whole = shot(size=(640, 480)).read()
    return lying("снимок.jpg", whole[: len(whole) // 2])


BAD = {
    "empty": (lambda: lying("снимок.jpg", b""), "Отправленный файл пуст."),
    "paper": (lambda: lying("письмо.pdf", PDF), "Такой файл не подходит. Можно загрузить фотографию JPEG или PNG."),
    "movie": (lambda: lying("кино.gif", b"GIF89a"), "Такой файл не подходит. Можно загрузить фотографию JPEG или PNG."),
    "drawing": (lambda: lying("рисунок.svg", b"<svg onload='alert(1)'/>"), "Такой файл не подходит."),
    "lie": (lambda: lying("снимок.jpg", PDF), "Картинка не читается."),
    "page": (lambda: lying("снимок.jpg", b"<html><script>alert(1)</script>"), "Картинка не читается."),
    "cut": (cut_short, "Файл JPEG обрезан или повреждён: он кончается раньше, чем обещает."),
    "flood": (lambda: shot("PNG", size=(6000, 5000)), "Картинка слишком большая: больше 25 миллионов точек."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_at_the_field_and_the_words_are_kept(client, address, name):
    make, words = BAD[name]

    answer = client.post(address, TEXTS | {"photo": make(), "caption": "Склад", "add": "1", "edition": "0"})

    assert answer.status_code in {400, 409}
    assert [error[: len(words)] for error in answer.context["form"].errors["photo"]] == [words]
    page = answer.content.decode()
    assert TEXTS["saw"] in page
    assert 'value="Склад"' in page
    assert (VisitPhoto.objects.count(), File.objects.count()) == (0, 0)
    if name != "empty":
        assert VisitReport.objects.get().saw == TEXTS["saw"]


def test_half_a_gigabyte_is_refused_by_its_headers(client, address):
    """Before a byte is read, and nothing is left on the disk (R18)."""
    answer = client.generic("POST", address, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(500 * 1024 * 1024))

    assert answer.status_code == 413
    assert BodySizeMiddleware.LIMIT < 500 * 1024 * 1024
    assert (VisitReport.objects.count(), File.objects.count()) == (0, 0)


def test_the_eleventh_photograph_has_no_place(client, enrollment, meeting, address):
    report = report_of(enrollment, meeting, "draft", photos=10)

    answer = client.post(address, TEXTS | {"photo": shot(color="#ffffff"), "add": "1", "edition": str(report.edition)})

    assert answer.status_code == 409
    assert "Фотографий в отчёте уже 10" in answer.content.decode()
    assert report.photos.count() == 10
    assert 'name="photo"' not in client.get(address).content.decode()


def test_remove_and_bring_back(client, enrollment, meeting, address):
    report = report_of(enrollment, meeting, "draft", photos=1)
    photo = report.photos.get()
    words = TEXTS | {"edition": str(report.edition), f"caption_{photo.pk}": "Другая подпись"}

    removed = client.post(address, words | {"remove": str(photo.pk)})
    photo.refresh_from_db()
    assert (photo.removed_at is None, photo.caption) == (False, "Другая подпись")
    page = client.get(removed.headers["Location"]).content.decode()
    assert f'name="restore" value="{photo.pk}"' in page

    client.post(address, TEXTS | {"edition": str(VisitReport.objects.get().edition), "restore": str(photo.pk)})
    photo.refresh_from_db()
    assert photo.removed_at is None


def test_a_foreign_photograph_cannot_be_removed(client, cohort, enrollment, meeting, address):
    report_of(enrollment, meeting, "draft")
    foreign = report_of(EnrollmentFactory(cohort=cohort), meeting, "draft", photos=1).photos.get()

    for number in (foreign.pk, "999999", "-1", "", "9" * 40, "٣"):
        assert client.post(address, TEXTS | {"edition": "2", "remove": str(number)}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.removed_at is None


def test_twins_of_a_press_keep_one_photograph(client, address):
    for _double in range(2):
        client.post(address, TEXTS | {"photo": shot(), "caption": "Склад", "add": "1", "edition": "0"})

    assert (VisitPhoto.objects.count(), File.objects.count()) == (1, 1)
    assert VisitPhoto.objects.get().at <= timezone.now()
