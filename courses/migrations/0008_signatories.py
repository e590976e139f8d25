from django.db import migrations, models


def sign(apps, schema_editor):
    Design, Signatory, Certificate = (apps.get_model("courses", name) for name in ("Design", "Signatory", "Certificate"))
    rows = Design.objects.order_by("pk")
    Signatory.objects.bulk_create(Signatory(design=row, name=row.signatory_name, post=row.signatory_post) for row in rows)
    for pk, cohort in Certificate.objects.filter(cohort=None).exclude(enrollment=None).values_list("pk", "enrollment__cohort"):
        Certificate.objects.filter(pk=pk).update(cohort=cohort)


def take_back(apps, schema_editor):
    Design, Signatory = (apps.get_model("courses", name) for name in ("Design", "Signatory"))
    for row in Design.objects.all():
        first = Signatory.objects.filter(design=row).order_by("pk").first()
        if first:
            Design.objects.filter(pk=row.pk).update(signatory_name=first.name, signatory_post=first.post)


class Migration(migrations.Migration):
    """Who signs becomes a row of its own: a sheet may have up to three."""

    dependencies = [("courses", "0007_designs_and_conditions")]

    operations = [
        migrations.AlterField("design", "signatory_name", models.CharField(max_length=120, default="")),
        migrations.AlterField("design", "signatory_post", models.CharField(max_length=200, default="")),
        migrations.RunPython(sign, take_back),
        migrations.RemoveField("design", "signatory_name"),
        migrations.RemoveField("design", "signatory_post"),
    ]
