from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0004_study_and_projects"),
    ]

    operations = [
        migrations.AddField(
            model_name="lessonnote",
            name="deleted_at",
            field=models.DateTimeField(db_index=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="lessonquestion",
            name="folded_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="lessonquestion",
            name="told_at",
            field=models.DateTimeField(db_index=True, editable=False, null=True),
        ),
    ]
