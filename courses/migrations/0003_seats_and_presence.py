
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def close_applications(apps, schema_editor):
    """Whoever has left or was expelled may apply again."""
    left = apps.get_model("courses", "Enrollment").objects.filter(state__in=["withdrawn", "expelled"])
    apps.get_model("courses", "Application").objects.filter(state="admitted", enrollment__in=left).update(state="ended")


def open_applications(apps, schema_editor):
    apps.get_model("courses", "Application").objects.filter(state="ended").update(state="admitted")


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_methodologist'),
        ('people', '0002_first_texts'),
        ('vault', '0002_library_shelf'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=160, verbose_name='тема')),
                ('text', models.TextField(max_length=5000, verbose_name='текст')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='когда')),
            ],
            options={
                'verbose_name': 'объявление',
                'verbose_name_plural': 'объявления',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, max_length=3000, verbose_name='ответ')),
            ],
            options={
                'verbose_name': 'ответ',
                'verbose_name_plural': 'ответы',
                'ordering': ['question__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'адрес календаря',
                'verbose_name_plural': 'адреса календарей',
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('marked', 'отмечен'), ('already', 'уже был отмечен'), ('wrong_code', 'код не подошёл'), ('wrong_meeting', 'не ждут на этом занятии'), ('early', 'рано'), ('late', 'поздно'), ('closed', 'занятие отменено')], max_length=15, verbose_name='исход')),
                ('step', models.BigIntegerField(default=0)),
                ('device', models.CharField(blank=True, max_length=40)),
                ('address', models.GenericIPAddressField(null=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'попытка отметиться',
                'verbose_name_plural': 'попытки отметиться',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='критерий')),
                ('points', models.PositiveSmallIntegerField(default=5, verbose_name='баллов, не больше')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='порядок')),
            ],
            options={
                'verbose_name': 'критерий отбора',
                'verbose_name_plural': 'критерии отбора',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Excuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=1000, verbose_name='причина')),
                ('state', models.CharField(choices=[('asked', 'ждёт решения'), ('accepted', 'причина принята'), ('refused', 'причина не принята'), ('taken_back', 'отозвано')], db_index=True, default='asked', max_length=12, verbose_name='состояние')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='когда')),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='ответ')),
            ],
            options={
                'verbose_name': 'заявление о пропуске',
                'verbose_name_plural': 'заявления о пропуске',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='имя')),
                ('organization', models.CharField(blank=True, max_length=200, verbose_name='откуда')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'гость',
                'verbose_name_plural': 'гости',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PaperSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.PositiveSmallIntegerField(default=1, verbose_name='лист')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'скан листа',
                'verbose_name_plural': 'сканы листов',
                'ordering': ['page', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('text', 'текст'), ('choice', 'выбор из списка'), ('file', 'файл')], default='text', max_length=10, verbose_name='вид ответа')),
                ('text', models.CharField(max_length=300, verbose_name='вопрос')),
                ('help', models.CharField(blank=True, max_length=300, verbose_name='пояснение')),
                ('options', models.TextField(blank=True, help_text='По одному в строке.', max_length=2000, verbose_name='варианты')),
                ('required', models.BooleanField(default=True, verbose_name='ответ нужен')),
                ('in_use', models.BooleanField(default=True, verbose_name='спрашиваем')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='порядок')),
            ],
            options={
                'verbose_name': 'вопрос заявки',
                'verbose_name_plural': 'вопросы заявки',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'прочтение',
                'verbose_name_plural': 'прочтения',
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('text', models.TextField(max_length=3000, verbose_name='текст')),
                ('for_staff', models.BooleanField(default=False, verbose_name='только для сотрудников')),
            ],
            options={
                'verbose_name': 'вопрос по заявке',
                'verbose_name_plural': 'вопросы по заявкам',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=list)),
                ('day', models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                'verbose_name': 'ответ на опрос',
                'verbose_name_plural': 'ответы на опросы',
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveSmallIntegerField(verbose_name='баллы')),
                ('at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'оценка заявки',
                'verbose_name_plural': 'оценки заявок',
            },
        ),
        migrations.CreateModel(
            name='Subgroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='Например: «Группа А».', max_length=80, verbose_name='название')),
            ],
            options={
                'verbose_name': 'подгруппа',
                'verbose_name_plural': 'подгруппы',
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='название')),
                ('anonymous', models.BooleanField(default=True, verbose_name='без имён')),
                ('questions', models.JSONField(default=list, verbose_name='вопросы')),
                ('opened_at', models.DateTimeField(editable=False, null=True)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'опрос',
                'verbose_name_plural': 'опросы',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TemplateMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='тема')),
                ('day', models.PositiveSmallIntegerField(verbose_name='день потока')),
                ('starts', models.TimeField(verbose_name='начало')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='минут')),
                ('place', models.CharField(blank=True, max_length=255, verbose_name='место')),
                ('hours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='академических часов')),
            ],
            options={
                'verbose_name': 'занятие шаблона',
                'verbose_name_plural': 'занятия шаблона',
                'ordering': ['day', 'starts', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TimetableTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='название')),
            ],
            options={
                'verbose_name': 'шаблон расписания',
                'verbose_name_plural': 'шаблоны расписания',
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Turnout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'участие в опросе',
                'verbose_name_plural': 'участие в опросах',
            },
        ),
        migrations.RemoveConstraint(
            model_name='application',
            name='one_application_in_force',
        ),
        migrations.AddField(
            model_name='application',
            name='offer_until',
            field=models.DateTimeField(editable=False, null=True, verbose_name='место держим до'),
        ),
        migrations.AddField(
            model_name='application',
            name='told_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='о решении узнаёт'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='late_after',
            field=models.PositiveSmallIntegerField(default=15, help_text='Отметка самому позже этих минут от начала – опоздание.', verbose_name='опоздание с минуты'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='late_weight',
            field=models.PositiveSmallIntegerField(default=100, help_text='Сколько часов занятия засчитать опоздавшему: 100 – все, 50 – половину.', verbose_name='вес опоздания, %'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='letters_after',
            field=models.PositiveSmallIntegerField(default=10, help_text='Пока письмо не ушло, решение по заявке можно отменить незаметно.', verbose_name='минут до писем о решении'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='offer_hours',
            field=models.PositiveSmallIntegerField(default=48, help_text='Освободилось место – человек подтверждает его за это время, потом оно идёт следующему.', verbose_name='часов на ответ из листа ожидания'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='per_organization',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Пусто – без ограничения.', null=True, verbose_name='человек от одной организации'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='responsible',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responsible_for', to=settings.AUTH_USER_MODEL, verbose_name='ответственный координатор'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='seats',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Пусто – сколько мест в городах вместе.', null=True, verbose_name='мест всего'),
        ),
        migrations.AddField(
            model_name='mark',
            name='note',
            field=models.CharField(blank=True, max_length=200, verbose_name='заметка'),
        ),
        migrations.AddField(
            model_name='mark',
            name='source',
            field=models.CharField(choices=[('manual', 'тренер'), ('check_in', 'код в зале'), ('paper', 'бумажный лист'), ('excuse', 'заявление о пропуске')], default='manual', max_length=10, verbose_name='откуда'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='check_in_after',
            field=models.PositiveSmallIntegerField(default=40, verbose_name='отметка самому: сколько минут после начала'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='check_in_before',
            field=models.PositiveSmallIntegerField(default=20, verbose_name='отметка самому: за сколько минут до начала'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='host',
            field=models.CharField(blank=True, help_text='Для поездок: к кому едем.', max_length=255, verbose_name='принимающая организация'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='hours',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Пусто – по времени занятия.', null=True, verbose_name='академических часов'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='secret',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='meeting',
            name='sequence',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='application',
            name='motivation',
            field=models.TextField(blank=True, max_length=3000, verbose_name='зачем вам статус'),
        ),
        migrations.AlterField(
            model_name='application',
            name='state',
            field=models.CharField(choices=[('draft', 'черновик'), ('submitted', 'на рассмотрении'), ('waiting', 'в листе ожидания'), ('offered', 'место предложено'), ('admitted', 'зачислена'), ('declined', 'отклонена'), ('withdrawn', 'отозвана'), ('ended', 'учёба прекращена')], db_index=True, default='submitted', max_length=20, verbose_name='состояние'),
        ),
        migrations.AlterField(
            model_name='application',
            name='submitted_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='подана'),
        ),
        migrations.AlterField(
            model_name='cohort',
            name='state',
            field=models.CharField(choices=[('draft', 'черновик'), ('open', 'набор открыт'), ('closed', 'набор закрыт'), ('under_way', 'идёт'), ('finished', 'завершён'), ('archived', 'в архиве')], default='draft', max_length=20, verbose_name='состояние'),
        ),
        migrations.AlterField(
            model_name='enrollment',
            name='state',
            field=models.CharField(choices=[('active', 'учится'), ('finished', 'программа пройдена'), ('withdrawn', 'учёба прекращена'), ('expelled', 'отчисление')], db_index=True, default='active', max_length=20, verbose_name='состояние'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['submitted', 'waiting', 'offered', 'admitted'])), fields=('person', 'cohort'), name='one_application_in_force'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('person', 'cohort'), name='one_draft_per_cohort'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_until__isnull', False), _connector='OR'), name='an_offer_has_its_end'),
        ),
        migrations.AddConstraint(
            model_name='cohort',
            constraint=models.CheckConstraint(condition=models.Q(('late_weight__lte', 100)), name='late_weight_is_a_percentage', violation_error_message='Вес опоздания не больше 100 %%.'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='courses.cohort', verbose_name='поток'),
        ),
        migrations.AddField(
            model_name='answer',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='courses.application'),
        ),
        migrations.AddField(
            model_name='answer',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.file', verbose_name='файл'),
        ),
        migrations.AddField(
            model_name='calendaraddress',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_address', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='checkin',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='courses.meeting'),
        ),
        migrations.AddField(
            model_name='checkin',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='criterion',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='courses.cohort', verbose_name='поток'),
        ),
        migrations.AddField(
            model_name='excuse',
            name='decided_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='решил'),
        ),
        migrations.AddField(
            model_name='excuse',
            name='enrollment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='excuses', to='courses.enrollment'),
        ),
        migrations.AddField(
            model_name='excuse',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.file', verbose_name='документ'),
        ),
        migrations.AddField(
            model_name='excuse',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='excuses', to='courses.meeting'),
        ),
        migrations.AddField(
            model_name='guest',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='guest',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='courses.meeting'),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.file'),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='courses.meeting'),
        ),
        migrations.AddField(
            model_name='question',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='courses.cohort', verbose_name='поток'),
        ),
        migrations.AddField(
            model_name='answer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='courses.question'),
        ),
        migrations.AddField(
            model_name='reading',
            name='announcement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='courses.announcement'),
        ),
        migrations.AddField(
            model_name='reading',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='remark',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='courses.application'),
        ),
        migrations.AddField(
            model_name='remark',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reply',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='score',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='courses.application'),
        ),
        migrations.AddField(
            model_name='score',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='score',
            name='criterion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='courses.criterion'),
        ),
        migrations.AddField(
            model_name='subgroup',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subgroups', to='courses.cohort', verbose_name='поток'),
        ),
        migrations.AddField(
            model_name='enrollment',
            name='subgroup',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='enrollments', to='courses.subgroup', verbose_name='подгруппа'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='subgroup',
            field=models.ForeignKey(blank=True, help_text='Пусто – для всех.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='courses.subgroup', verbose_name='подгруппа'),
        ),
        migrations.AddField(
            model_name='survey',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='courses.cohort', verbose_name='поток'),
        ),
        migrations.AddField(
            model_name='survey',
            name='meeting',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='survey', to='courses.meeting', verbose_name='занятие'),
        ),
        migrations.AddField(
            model_name='survey',
            name='module',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='courses.module', verbose_name='модуль'),
        ),
        migrations.AddField(
            model_name='reply',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='courses.survey'),
        ),
        migrations.AddField(
            model_name='templatemeeting',
            name='module',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.module', verbose_name='модуль'),
        ),
        migrations.AddField(
            model_name='timetabletemplate',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timetables', to='courses.program', verbose_name='программа'),
        ),
        migrations.AddField(
            model_name='templatemeeting',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='courses.timetabletemplate'),
        ),
        migrations.AddField(
            model_name='turnout',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='turnout',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turnout', to='courses.survey'),
        ),
        migrations.AddConstraint(
            model_name='excuse',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'accepted'])), fields=('meeting', 'enrollment'), name='one_excuse_in_force'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('application', 'question'), name='one_answer_per_question'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(fields=('announcement', 'person'), name='one_reading_per_person'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_remark_says_something'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('application', 'criterion', 'by'), name='one_score_per_person'),
        ),
        migrations.AddConstraint(
            model_name='subgroup',
            constraint=models.UniqueConstraint(fields=('cohort', 'title'), name='one_subgroup_per_title'),
        ),
        migrations.AddConstraint(
            model_name='turnout',
            constraint=models.UniqueConstraint(fields=('survey', 'person'), name='one_turnout_per_person'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['starts_at', 'id', 'cohort'], name='meetings_by_time'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['state', 'submitted_at', 'id', 'cohort'], name='applications_of_a_state'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['-submitted_at', 'id', 'cohort', 'state'], name='applications_newest_first'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['-issued_at', '-id'], name='certificates_newest_first'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['-invited_at', 'id'], name='invitations_newest_first'),
        ),
        migrations.RunPython(close_applications, open_applications),
    ]
