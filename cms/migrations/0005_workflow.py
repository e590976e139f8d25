"""Authors submit, methodologists publish: the workflow, the one step in it, and the permissions that follow."""

import django.db.models.deletion
from django.db import migrations, models

NAME, STEP = "Проверка методистом", "Методист"
AUTHORS = "Авторы: "
ROOT, ROOT_IN_RUSSIAN = "Root", "Все страницы"
LESSON_SHELVES = ["lessonvideo", "lessonsound", "lessoncaptions"]
FOUR = ["add", "change", "delete", "view"]


def permission(apps, app, model, codename, name=""):
    """Permissions are made after migrations; the ones needed here are made now under the very names Django will look for."""
    kind, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    found, _new = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": name or codename.replace("_", " ").capitalize()}
    )
    return found


def shelf(apps, model):
    return [permission(apps, "cms", model, f"{verb}_{model}") for verb in ("add", "view")]


def for_authors(apps):
    return [found for model in LESSON_SHELVES for found in shelf(apps, model)]


def for_editors(apps):
    words = [permission(apps, "cms", "term", f"{verb}_term") for verb in FOUR]
    redirects = [permission(apps, "wagtailredirects", "redirect", f"{verb}_redirect") for verb in FOUR]
    return [*for_authors(apps), *shelf(apps, "libraryfile"), *words, *redirects]


def publishing(apps):
    return permission(apps, "wagtailcore", "page", "publish_page", "Can publish any page")


def open_review(apps, schema_editor):
    Group, Page = apps.get_model("auth", "Group"), apps.get_model("wagtailcore", "Page")
    editors, _new = Group.objects.get_or_create(name="Editors")
    editors.permissions.add(*for_editors(apps))
    PagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    for authors in Group.objects.filter(name__startswith=AUTHORS):
        authors.permissions.add(*for_authors(apps))
        PagePermission.objects.filter(group=authors, permission=publishing(apps)).delete()
    kind, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="cms", model="reviewtask")
    step = apps.get_model("cms", "ReviewTask").objects.create(name=STEP, active=True, content_type=kind)
    step.groups.add(editors)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=NAME, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task_id=step.pk, sort_order=0)
    root = Page.objects.filter(path="0001")
    apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(page=root.get(), defaults={"workflow": workflow})
    root.filter(title=ROOT).update(title=ROOT_IN_RUSSIAN, draft_title=ROOT_IN_RUSSIAN)
    remove_unused(apps, workflow)


def remove_unused(apps, workflow):
    """Wagtail brings a workflow of its own for its group of moderators, who are nobody here. What was ever used stays, closed."""
    Workflow, Task = apps.get_model("wagtailcore", "Workflow"), apps.get_model("wagtailcore", "Task")
    tied = apps.get_model("wagtailcore", "WorkflowPage").objects.values("workflow")
    others = Workflow.objects.exclude(pk=workflow.pk).exclude(pk__in=tied)
    others.exclude(pk__in=apps.get_model("wagtailcore", "WorkflowState").objects.values("workflow")).delete()
    others.update(active=False)
    idle = Task.objects.exclude(pk__in=apps.get_model("wagtailcore", "WorkflowTask").objects.filter(workflow__active=True).values("task"))
    idle.exclude(pk__in=apps.get_model("wagtailcore", "TaskState").objects.values("task")).delete()
    idle.update(active=False)


def close_review(apps, schema_editor):
    """Authors publish again by themselves; pages under review become drafts of their authors."""
    Group, Page = apps.get_model("auth", "Group"), apps.get_model("wagtailcore", "Page")
    PagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=NAME).delete()
    step = apps.get_model("cms", "ReviewTask").objects.all()
    apps.get_model("wagtailcore", "Task").objects.filter(pk__in=list(step.values_list("pk", flat=True))).delete()
    Page.objects.filter(path="0001", title=ROOT_IN_RUSSIAN).update(title=ROOT, draft_title=ROOT)
    apps.get_model("wagtailcore", "Workflow").objects.update(active=True)
    apps.get_model("wagtailcore", "Task").objects.update(active=True)
    for authors in Group.objects.filter(name__startswith=AUTHORS):
        authors.permissions.remove(*for_authors(apps))
        for page in Page.objects.filter(group_permissions__group=authors).distinct():
            PagePermission.objects.get_or_create(group=authors, page=page, permission=publishing(apps))
    Group.objects.get(name="Editors").permissions.remove(*for_editors(apps))


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cms", "0004_facade"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="ReviewTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={"verbose_name": "проверка методистом", "verbose_name_plural": "проверки методистом"},
            bases=("wagtailcore.task",),
        ),
        migrations.RunPython(open_review, close_review),
    ]
