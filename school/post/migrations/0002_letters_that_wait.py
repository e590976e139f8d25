
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0001_opening'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='next_try_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='следующая попытка'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='state',
            field=models.CharField(choices=[('waiting', 'ждёт отправки'), ('sent', 'отправлено'), ('failed', 'не доставлено'), ('taken_back', 'отозвано до отправки')], db_index=True, default='waiting', max_length=20, verbose_name='состояние'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['-created_at', '-id'], name='letters_newest_first'),
        ),
    ]
