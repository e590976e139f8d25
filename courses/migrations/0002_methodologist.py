"""A methodologist: school-wide, publishes pages after authors."""

from django.conf import settings
from django.db import migrations, models


def name_editors(apps, schema_editor):
    """Whoever edits the whole site today becomes its methodologist, so that the group goes on following the rows."""
    Group, Assignment = apps.get_model("auth", "Group"), apps.get_model("courses", "Assignment")
    editors = Group.objects.filter(name="Editors").first()
    for person in editors.user_set.all() if editors else []:
        Assignment.objects.get_or_create(person_id=person.pk, role="methodologist")


def forget_editors(apps, schema_editor):
    """The old constraint knows no methodologist; the people stay in their group."""
    apps.get_model("courses", "Assignment").objects.filter(role="methodologist").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0001_opening'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='assignment',
            name='assignment_has_its_scope',
        ),
        migrations.AlterField(
            model_name='assignment',
            name='role',
            field=models.CharField(choices=[('trainer', 'тренер потока'), ('author', 'автор программы'), ('coordinator', 'координатор школы'), ('methodologist', 'методист школы')], max_length=20, verbose_name='роль'),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='role',
            field=models.CharField(choices=[('trainer', 'тренер потока'), ('author', 'автор программы'), ('coordinator', 'координатор школы'), ('methodologist', 'методист школы'), ('mentor', 'наставник организации')], max_length=20, verbose_name='роль'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cohort__isnull', False), ('program', None), ('role', 'trainer')), models.Q(('cohort', None), ('program__isnull', False), ('role', 'author')), models.Q(('cohort', None), ('program', None), ('role__in', ['coordinator', 'methodologist'])), _connector='OR'), name='assignment_has_its_scope'),
        ),
        migrations.RunPython(name_editors, forget_editors),
    ]
