"""A picture that a live page shows is changed or deleted by those who publish; one's own unused pictures stay one's own."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from wagtail.images.models import Image
from wagtail.models import Page

from cms.models import LessonPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(painted, author):
    found = painted("схема")
    Image.objects.filter(pk=found.pk).update(uploaded_by_user=author)
    return Image.objects.get(pk=found.pk)


@pytest.fixture
def standing(picture, lesson_page):
    """On a live page."""
    page = LessonPage.objects.get(pk=lesson_page.pk)
    page.body = [("picture", {"image": picture, "alt": "Схема"})]
    page.save_revision().publish()
    return picture


@pytest.fixture
def client(client_of, author):
    return client_of(author)


def other():
    stream = io.BytesIO()
    Pillow.new("RGB", (50, 50), "red").save(stream, "PNG")
    return SimpleUploadedFile("other.png", stream.getvalue(), "image/png")


def fields(picture, **more):
    points = dict.fromkeys(["focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"], "")
    return {"title": picture.title, "collection": picture.collection_id, "tags": "", "description": ""} | points | more


def replaced(client, picture):
    before = Image.objects.get(pk=picture.pk).file.name
    answer = client.post(f"/cms/images/{picture.pk}/", fields(picture, file=other()))
    return answer, Image.objects.get(pk=picture.pk).file.name != before


def test_author_does_not_replace_what_visitors_see(client, standing):
    answer, done = replaced(client, standing)

    assert not done
    assert "показывает опубликованная страница" in answer.content.decode()


def test_author_does_not_move_its_focus(client, standing):
    point = {"focal_point_x": 5, "focal_point_y": 5, "focal_point_width": 5, "focal_point_height": 5}

    for address in (f"/cms/images/{standing.pk}/", f"/cms/images/multiple/{standing.pk}/"):
        client.post(address, fields(standing, **point, **{f"image-{standing.pk}-{name}": value for name, value in fields(standing, **point).items()}))

    standing.refresh_from_db()
    assert standing.focal_point_x is None


def test_author_renames_it(client, standing):
    client.post(f"/cms/images/{standing.pk}/", fields(standing, title="Другое имя"))

    standing.refresh_from_db()
    assert standing.title == "Другое имя"


@pytest.mark.parametrize("address", ["/cms/images/{}/delete/", "/cms/images/multiple/{}/delete/", "/cms/bulk/wagtailimages/image/delete/?id={}"])
def test_author_does_not_delete_what_visitors_see(client, standing, address):
    client.post(address.format(standing.pk), headers={"x-requested-with": "XMLHttpRequest"} if "multiple" in address else {})

    assert Image.objects.filter(pk=standing.pk).exists()


def test_refusal_to_delete_is_said_in_words(client, standing):
    for send in (client.get, client.post):
        answer = send(f"/cms/images/{standing.pk}/delete/", follow=True)

        assert answer.redirect_chain == [(f"/cms/images/{standing.pk}/", 302)]
        assert "показывает опубликованная страница" in answer.content.decode()


def test_own_unused_picture_is_replaced_and_deleted(client, picture):
    assert replaced(client, picture)[1]
    client.post(f"/cms/images/{picture.pk}/delete/")

    assert not Image.objects.filter(pk=picture.pk).exists()


def test_picture_of_a_draft_is_still_the_authors(client, standing, lesson_page):
    Page.objects.get(pk=lesson_page.pk).specific.unpublish()

    assert replaced(client, standing)[1]
    client.post("/cms/bulk/wagtailimages/image/delete/?id=" + str(standing.pk))
    assert not Image.objects.filter(pk=standing.pk).exists()


def test_methodologist_replaces_and_deletes(client_of, methodologist, standing):
    client = client_of(methodologist)

    assert replaced(client, standing)[1]
    client.post(f"/cms/images/{standing.pk}/delete/")
    assert not Image.objects.filter(pk=standing.pk).exists()


def test_portrait_of_a_live_page_counts_too(client, picture, home, publish):
    from cms.models import TeacherPage, TeachersPage

    teachers = publish(home, TeachersPage(title="Преподаватели", slug="p"))
    publish(teachers, TeacherPage(title="Кедров", slug="k", position="Юрист", portrait=picture))

    assert not replaced(client, picture)[1]
