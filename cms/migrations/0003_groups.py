"""Who may enter the editor: Editors (all pages), Coordinators (the office), authors by programme (made at its publication). No moderators."""

from django.db import migrations

WORDS = {
    ("cms", "lessonfile"): ["add_lessonfile", "view_lessonfile"],
    ("cms", "schoolsettings"): ["change_schoolsettings"],
    ("wagtailadmin", "admin"): ["access_admin"],
}
PAGES = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
PICTURES = ["add_image", "change_image", "choose_image", "delete_image"]


def permission(apps, app, model, codename):
    """Permissions are made after migrations; the ones needed here are made now under the very names Django will look for."""
    kind, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    found, _new = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": codename.replace("_", " ").capitalize()}
    )
    return found


def make_groups(apps, schema_editor):
    Group, Page = apps.get_model("auth", "Group"), apps.get_model("wagtailcore", "Page")
    Group.objects.filter(name="Moderators").delete()
    editors, _new = Group.objects.get_or_create(name="Editors")
    coordinators, _new = Group.objects.get_or_create(name="Coordinators")
    coordinators.permissions.add(
        permission(apps, "wagtailadmin", "admin", "access_admin"),
        permission(apps, "journal", "entry", "view_entry"),
        permission(apps, "post", "letter", "view_letter"),
        permission(apps, "post", "letter", "change_letter"),
    )
    for (app, model), codenames in WORDS.items():
        editors.permissions.add(*(permission(apps, app, model, codename) for codename in codenames))
    PagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    root = Page.objects.get(path="0001")
    for codename in PAGES:
        allowed = permission(apps, "wagtailcore", "page", codename)
        PagePermission.objects.get_or_create(group=editors, page=root, permission=allowed)
    CollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for codename in PICTURES:
        allowed = permission(apps, "wagtailimages", "image", codename)
        CollectionPermission.objects.get_or_create(group=editors, collection=collection, permission=allowed)
    CollectionPermission.objects.filter(permission__content_type__app_label="wagtaildocs").delete()


def unmake_groups(apps, schema_editor):
    """Wagtail's own groups come back empty; nobody loses a page."""
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name="Coordinators").delete()
    Group.objects.get_or_create(name="Moderators")


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_root"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailadmin", "0006_formstate"),
    ]
    operations = [migrations.RunPython(make_groups, unmake_groups)]
