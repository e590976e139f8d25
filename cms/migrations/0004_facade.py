
import cms.starters
import django.db.models.deletion
import django.utils.timezone
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0003_groups'),
        ('people', '0002_first_texts'),
        ('vault', '0002_library_shelf'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='EligibilityPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
                ('questions', wagtail.fields.StreamField([], blank=True, default=cms.starters.eligibility_questions, verbose_name='вопросы')),
                ('fits_title', models.CharField(default='Похоже, статус вам подходит', max_length=160, verbose_name='подходит: заголовок')),
                ('fits_text', wagtail.fields.RichTextField(blank=True, verbose_name='подходит: что дальше')),
                ('check_title', models.CharField(default='Сначала надо кое-что выяснить', max_length=160, verbose_name='надо выяснить: заголовок')),
                ('check_text', wagtail.fields.RichTextField(blank=True, verbose_name='надо выяснить: что дальше')),
                ('not_yet_title', models.CharField(default='Пока не хватает условий', max_length=160, verbose_name='пока нет: заголовок')),
                ('not_yet_text', wagtail.fields.RichTextField(blank=True, verbose_name='пока нет: что дальше')),
                ('note', models.TextField(blank=True, default='Это подсказка школы, не решение. Решение принимает Минюст.', max_length=600, verbose_name='оговорка под итогом')),
            ],
            options={
                'verbose_name': 'проверка «Подойдёт ли статус»',
                'verbose_name_plural': 'проверки «Подойдёт ли статус»',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GlossaryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
            ],
            options={
                'verbose_name': 'страница словаря',
                'verbose_name_plural': 'страницы словаря',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LibraryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
            ],
            options={
                'verbose_name': 'библиотека',
                'verbose_name_plural': 'библиотеки',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
            ],
            options={
                'verbose_name': 'раздел новостей',
                'verbose_name_plural': 'разделы новостей',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PolicyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
                ('in_force_from', models.DateField(default=django.utils.timezone.localdate, help_text='Изменили текст – поставьте новую дату: прежняя редакция останется.', verbose_name='действует с')),
                ('body', wagtail.fields.StreamField([], blank=True, verbose_name='текст')),
            ],
            options={
                'verbose_name': 'правовой текст школы',
                'verbose_name_plural': 'правовые тексты школы',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='QuestionsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
                ('groups', wagtail.fields.StreamField([], blank=True, verbose_name='вопросы по темам')),
            ],
            options={
                'verbose_name': 'вопросы и ответы',
                'verbose_name_plural': 'вопросы и ответы',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TeachersPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
            ],
            options={
                'verbose_name': 'раздел преподавателей',
                'verbose_name_plural': 'разделы преподавателей',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=160, unique=True, verbose_name='термин')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='якорь в словаре')),
                ('forms', models.TextField(blank=True, help_text='По одному в строке: сокращения и другие слова. Падежи узнаются сами.', max_length=600, verbose_name='другие написания')),
                ('explanation', models.TextField(help_text='Одно-три предложения простыми словами.', max_length=600, verbose_name='объяснение')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='источник')),
                ('verified', models.CharField(blank=True, max_length=200, verbose_name='кто и когда проверил')),
                ('english', models.CharField(blank=True, max_length=600, verbose_name='по-английски')),
            ],
            options={
                'verbose_name': 'термин',
                'verbose_name_plural': 'словарь',
                'ordering': ['word'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='TownsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='вступление')),
            ],
            options={
                'verbose_name': 'раздел городов',
                'verbose_name_plural': 'разделы городов',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LibraryFile',
            fields=[
            ],
            options={
                'verbose_name': 'файл библиотеки',
                'verbose_name_plural': 'файлы библиотеки',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('vault.file',),
        ),
        migrations.CreateModel(
            name='LessonCaptions',
            fields=[
            ],
            options={
                'verbose_name': 'субтитры',
                'verbose_name_plural': 'субтитры',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('vault.file',),
        ),
        migrations.CreateModel(
            name='LessonSound',
            fields=[
            ],
            options={
                'verbose_name': 'звукозапись урока',
                'verbose_name_plural': 'звукозаписи уроков',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('vault.file',),
        ),
        migrations.CreateModel(
            name='LessonVideo',
            fields=[
            ],
            options={
                'verbose_name': 'видео урока',
                'verbose_name_plural': 'видео уроков',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('vault.file',),
        ),
        migrations.AddField(
            model_name='homepage',
            name='english_body',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='english_lead',
            field=models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='english_title',
            field=models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски'),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='english_body',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски'),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='english_lead',
            field=models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски'),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='english_title',
            field=models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски'),
        ),
        migrations.AddField(
            model_name='modulepage',
            name='english_body',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски'),
        ),
        migrations.AddField(
            model_name='modulepage',
            name='english_lead',
            field=models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски'),
        ),
        migrations.AddField(
            model_name='modulepage',
            name='english_title',
            field=models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски'),
        ),
        migrations.AddField(
            model_name='programpage',
            name='english_body',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски'),
        ),
        migrations.AddField(
            model_name='programpage',
            name='english_lead',
            field=models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски'),
        ),
        migrations.AddField(
            model_name='programpage',
            name='english_title',
            field=models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски'),
        ),
        migrations.AddField(
            model_name='schoolsettings',
            name='kept_version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='textpage',
            name='english_body',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски'),
        ),
        migrations.AddField(
            model_name='textpage',
            name='english_lead',
            field=models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски'),
        ),
        migrations.AddField(
            model_name='textpage',
            name='english_title',
            field=models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски'),
        ),
        migrations.AlterField(
            model_name='documentsupportpage',
            name='consultations',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='часы консультаций'),
        ),
        migrations.AlterField(
            model_name='documentsupportpage',
            name='papers',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='документы'),
        ),
        migrations.AlterField(
            model_name='lessonpage',
            name='body',
            field=wagtail.fields.StreamField([], blank=True, help_text='Текст и файлы видят только участники потоков. Картинки открыты всем, кто узнает их адрес.', verbose_name='текст урока'),
        ),
        migrations.AlterField(
            model_name='modulepage',
            name='body',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='о модуле'),
        ),
        migrations.AlterField(
            model_name='programpage',
            name='facts',
            field=wagtail.fields.StreamField([], blank=True, help_text='Стоит под частями пути.', verbose_name='о программе подробно'),
        ),
        migrations.AlterField(
            model_name='programpage',
            name='questions',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='частые вопросы'),
        ),
        migrations.AlterField(
            model_name='projectworkpage',
            name='criteria',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='критерии оценки'),
        ),
        migrations.AlterField(
            model_name='projectworkpage',
            name='stages',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='этапы'),
        ),
        migrations.AlterField(
            model_name='seminarpage',
            name='questions',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='вопросы семинара'),
        ),
        migrations.AlterField(
            model_name='seminarpage',
            name='speakers',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='кто ведёт'),
        ),
        migrations.AlterField(
            model_name='textpage',
            name='body',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='текст'),
        ),
        migrations.AlterField(
            model_name='trainingpage',
            name='exercises',
            field=wagtail.fields.StreamField([], blank=True, verbose_name='упражнения'),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('date', models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='дата')),
                ('lead', models.TextField(help_text='Одно-два предложения: их видно в списке и в ленте.', max_length=300, verbose_name='коротко')),
                ('cover_alt', models.CharField(blank=True, max_length=300, verbose_name='что на картинке')),
                ('body', wagtail.fields.StreamField([], blank=True, verbose_name='текст')),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='картинка')),
            ],
            options={
                'verbose_name': 'новость',
                'verbose_name_plural': 'новости',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TeacherPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('position', models.CharField(help_text='Должность и опыт одной строкой.', max_length=200, verbose_name='кто это')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='коротко')),
                ('topics', models.TextField(blank=True, help_text='По одной теме в строке.', max_length=600, verbose_name='чему учит')),
                ('body', wagtail.fields.StreamField([], blank=True, verbose_name='подробно')),
                ('portrait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='портрет')),
            ],
            options={
                'verbose_name': 'преподаватель',
                'verbose_name_plural': 'преподаватели',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TownPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('lead', models.TextField(blank=True, max_length=400, verbose_name='коротко')),
                ('body', wagtail.fields.StreamField([], blank=True, verbose_name='где учимся и как добраться')),
                ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.town', verbose_name='город')),
            ],
            options={
                'verbose_name': 'город',
                'verbose_name_plural': 'города',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LibraryEntryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('english_title', models.CharField(blank=True, help_text='Пусто – страница на английском не показывается.', max_length=255, verbose_name='заголовок по-английски')),
                ('english_lead', models.TextField(blank=True, max_length=500, verbose_name='вступление по-английски')),
                ('english_body', wagtail.fields.StreamField([], blank=True, verbose_name='текст по-английски')),
                ('kind', models.CharField(choices=[('form', 'бланк'), ('sample', 'образец'), ('act', 'правовой акт')], db_index=True, default='form', max_length=10, verbose_name='вид')),
                ('summary', models.TextField(max_length=500, verbose_name='о чём')),
                ('number', models.CharField(blank=True, help_text='Например: «№ 7-ФЗ от 12 января 1996 года».', max_length=160, verbose_name='номер и дата акта')),
                ('edition', models.DateField(blank=True, help_text='Пусто – «дата не установлена».', null=True, verbose_name='дата редакции')),
                ('source', models.CharField(blank=True, help_text='Где напечатано: издание, номер, дата.', max_length=500, verbose_name='источник')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='адрес источника')),
                ('doubt', models.TextField(blank=True, help_text='Что не сверено или может измениться. Стоит рядом с названием.', max_length=600, verbose_name='сомнение')),
                ('verified', models.CharField(blank=True, help_text='Юрист и дата. Пусто – «не проверено юристом».', max_length=200, verbose_name='кто и когда проверил')),
                ('body', wagtail.fields.StreamField([], blank=True, verbose_name='подробно')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cms.libraryfile', verbose_name='файл')),
            ],
            options={
                'verbose_name': 'запись библиотеки',
                'verbose_name_plural': 'записи библиотеки',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PolicyEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('in_force_from', models.DateField(verbose_name='действует с')),
                ('title', models.CharField(max_length=255)),
                ('lead', models.TextField(blank=True)),
                ('body', wagtail.fields.StreamField([], blank=True)),
                ('published_at', models.DateTimeField(auto_now_add=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='cms.policypage')),
            ],
            options={
                'verbose_name': 'редакция',
                'verbose_name_plural': 'редакции',
                'ordering': ['-in_force_from'],
                'constraints': [models.UniqueConstraint(fields=('page', 'in_force_from'), name='one_edition_per_day')],
            },
        ),
    ]
