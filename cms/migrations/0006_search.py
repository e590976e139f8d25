import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0005_workflow'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('program', 'Программа'), ('lesson', 'Уроки'), ('library', 'Библиотека'), ('term', 'Словарь'), ('news', 'Новости'), ('teacher', 'Преподаватели'), ('town', 'Города'), ('question', 'Вопросы и ответы'), ('page', 'О школе')], db_index=True, max_length=10)),
                ('title', models.CharField(max_length=255)),
                ('lead', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('in_title', models.TextField(blank=True)),
                ('in_lead', models.TextField(blank=True)),
                ('words', models.TextField(blank=True)),
                ('page', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to=settings.WAGTAIL_PAGE_MODEL)),
                ('term', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to='cms.term')),
            ],
            options={
                'verbose_name': 'запись поиска',
                'verbose_name_plural': 'записи поиска',
                'constraints': [models.CheckConstraint(condition=models.Q(('page__isnull', False), ('term__isnull', False), _connector='XOR'), name='search_finds_page_or_term')],
            },
        ),
    ]
