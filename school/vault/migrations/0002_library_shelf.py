
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0001_opening'),
    ]

    operations = [
        migrations.AlterField(
            model_name='file',
            name='shelf',
            field=models.CharField(blank=True, choices=[('', 'без полки'), ('lessons', 'файлы уроков'), ('library', 'бланки и образцы библиотеки')], db_index=True, default='', editable=False, max_length=20),
        ),
    ]
