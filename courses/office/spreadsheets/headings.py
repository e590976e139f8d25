"""What the columns of the tables on their way in are called, with other words people use for them and a sample; how names of organisations begin."""

from django.utils.translation import gettext_lazy

from courses.office.spreadsheets.reading import Column

PEOPLE = (
    Column("family_name", (gettext_lazy("Фамилия"),), True, "Берёзкина"),
    Column("given_name", (gettext_lazy("Имя"),), True, "Анна"),
    Column("patronymic", (gettext_lazy("Отчество"),), False, "Лесовна"),
    Column("email", (gettext_lazy("Почта"), "Электронная почта", "E-mail", "Email", "Адрес почты"), True, "berezkina@shkola.example", 30),
    Column("phone", (gettext_lazy("Телефон"), "Мобильный телефон"), False, "+7 3452 00-00-00"),
    Column("ogrn", (gettext_lazy("ОГРН"), "ОГРН организации"), False, "1197200000013", 16),
    Column("inn", (gettext_lazy("ИНН"), "ИНН организации"), False, "", 13),
    Column("organization", (gettext_lazy("Организация"), "Название организации", "НКО", "Короткое название"), False, "АНО «Кедровый дом»", 36),
    Column("form", (gettext_lazy("Форма"), "Организационно-правовая форма"), False, "автономная некоммерческая организация", 36),
    Column("town", (gettext_lazy("Город"), "Населённый пункт"), False, "Тюмень"),
    Column("position", (gettext_lazy("Должность"),), False, "директор"),
    Column("motivation", (gettext_lazy("Зачем учиться"), "Мотивация", "Комментарий"), False, "", 40),
)
TIMETABLE = (
    Column("module", (gettext_lazy("Модуль"),), True, "", 36),
    Column("title", (gettext_lazy("Тема"), "Название", "Занятие"), True, "Что даёт статус и кому он нужен", 40),
    Column("starts_at", (gettext_lazy("Начало"), "Дата и время начала", "Когда"), True, "01.12.2026 10:00", 18),
    Column("ends_at", (gettext_lazy("Конец"), "Окончание", "Дата и время конца"), True, "01.12.2026 14:00", 18),
    Column("town", (gettext_lazy("Город"),), False, "", 16),
    Column("subgroup", (gettext_lazy("Подгруппа"),), False, "", 16),
    Column("place", (gettext_lazy("Место"), "Адрес", "Где"), False, "Дом НКО, улица Примерная, 1", 40),
    Column("link", (gettext_lazy("Ссылка"), "Ссылка на трансляцию"), False, "", 30),
    Column("trainer", (gettext_lazy("Почта ведущего"), "Ведёт", "Тренер", "Преподаватель"), False, "", 30),
    Column("hours", (gettext_lazy("Часов"), "Академических часов", "Часы"), False, "5", 8),
    Column("host", (gettext_lazy("Принимает"), "Принимающая организация"), False, "", 30),
)
# How names of organisations begin.
BEGINNINGS: dict[str, str] = {
    "ано": "ano", "автономная": "ano", "фонд": "fund", "бф": "fund", "благотворительный фонд": "fund", "оо": "public", "роо": "public",
    "тоо": "public", "троо": "public", "ооо": "", "движение": "movement", "чу": "institution", "частное учреждение": "institution", "союз": "association",
    "ассоциация": "association", "нп": "partnership", "некоммерческое партнерство": "partnership", "казачье": "cossack", "община": "community",
    "религиозная": "religious",
}  # fmt: skip
GENERAL_FORM = "общественная организация"
# What people write for a tick.
YES, NO = {"да", "yes", "1", "+", "true"}, {"", "нет", "no", "0", "false", "–", "-"}
