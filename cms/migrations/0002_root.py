"""A fresh school has a home page: Wagtail's welcome page leaves, the home page takes its place and the site points at it."""

import uuid

from django.db import migrations

WELCOME = "Welcome to your new Wagtail site!"


def content_type(apps, app, model):
    return apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)[0]


def open_home(apps, schema_editor):
    Page, Site = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Site")
    HomePage, Locale = apps.get_model("cms", "HomePage"), apps.get_model("wagtailcore", "Locale")
    welcome = Page.objects.filter(path="00010001", title=WELCOME).first()
    if welcome is None:
        return
    Site.objects.all().delete()
    welcome.delete()
    locale, _new = Locale.objects.get_or_create(language_code="ru")
    home = HomePage.objects.create(
        title="Школа лидеров НКО",
        draft_title="Школа лидеров НКО",
        slug="home",
        content_type=content_type(apps, "cms", "homepage"),
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
        translation_key=uuid.uuid4(),
        live=True,
        lead="Бесплатная школа для руководителей социально ориентированных НКО. Учимся, тренируемся, ездим к коллегам, "
        "пишем проект и вместе собираем документы.",
    )
    Page.objects.filter(path="0001").update(numchild=1)
    Site.objects.create(hostname="localhost", site_name="Школа лидеров НКО", root_page_id=home.pk, is_default_site=True)
    apps.get_model("cms", "SchoolSettings").objects.get_or_create()


def close_home(apps, schema_editor):
    Page, Site = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Site")
    home = apps.get_model("cms", "HomePage").objects.first()
    if home is None:
        return
    if home.numchild:
        raise RuntimeError("The site already has pages under its home page: take a backup instead of migrating back")
    locale = home.locale
    Site.objects.all().delete()
    home.delete()
    welcome = Page.objects.create(
        title=WELCOME,
        draft_title=WELCOME,
        slug="home",
        content_type=content_type(apps, "wagtailcore", "page"),
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
        translation_key=uuid.uuid4(),
    )
    Site.objects.create(hostname="localhost", root_page_id=welcome.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_opening"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(open_home, close_home)]
