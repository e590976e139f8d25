"""People, programmes, cohorts, marks."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.attendance.models import Mark
from courses.enrollment.models import Application, Assignment, Enrollment, Mentorship
from courses.program.models import Cohort, CohortModule, Kind, Lesson, Meeting, Module, Program, Quota
from school.people.models import Membership, Organization, Town, User
from school.people.rules import folded

PASSWORD = "очень-длинный-пароль"


class TownFactory(DjangoModelFactory):
    class Meta:
        model = Town
        django_get_or_create = ["name"]

    name = "Тюмень"
    locative = "в Тюмени"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@shkola.example")
    family_name = "Сосновская"
    given_name = "Полина"
    patronymic = "Речниковна"
    town = factory.SubFactory(TownFactory)
    folded_name = factory.LazyAttribute(lambda person: folded(person.family_name, person.given_name, person.patronymic))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        from allauth.account.models import EmailAddress

        user = model_class.objects.create_user(password=kwargs.pop("password", PASSWORD), **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Автономная некоммерческая организация «Кедровый дом № {n}»")
    short_name = factory.Sequence(lambda n: f"АНО «Кедровый дом № {n}»")
    form = Organization.Form.ANO
    town = factory.SubFactory(TownFactory)
    folded_name = factory.LazyAttribute(lambda card: folded(card.short_name, card.name))

    @factory.lazy_attribute_sequence
    def ogrn(self, n):
        body = f"11972{n:07d}"
        return body + str(int(body) % 11 % 10)

    @factory.lazy_attribute_sequence
    def inn(self, n):
        body = f"7203{n:05d}"
        weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
        return body + str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    state = Membership.State.CONFIRMED
    owner = True


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program

    title = "Я – исполнитель общественно полезных услуг"


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    program = factory.SubFactory(ProgramFactory)
    kind = Kind.SEMINAR
    title = "Семинары о статусе"
    hours = 16
    position = factory.Sequence(int)


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    module = factory.SubFactory(ModuleFactory)
    title = factory.Sequence(lambda n: f"Урок {n}")
    position = factory.Sequence(int)


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    class Params:
        under_way = factory.Trait(
            state=Cohort.State.UNDER_WAY,
            starts_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30)),
            apply_from=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=90)),
            apply_until=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=40)),
        )

    program = factory.SubFactory(ProgramFactory)
    title = "Осенний поток"
    state = Cohort.State.OPEN
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=20))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=120))
    apply_from = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    apply_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))


class QuotaFactory(DjangoModelFactory):
    class Meta:
        model = Quota

    cohort = factory.SubFactory(CohortFactory)
    town = factory.SubFactory(TownFactory)
    seats = 10


class CohortModuleFactory(DjangoModelFactory):
    class Meta:
        model = CohortModule

    cohort = factory.SubFactory(CohortFactory)
    module = factory.SubFactory(ModuleFactory)
    hours = 16


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    cohort = factory.SubFactory(CohortFactory)
    module = factory.SubFactory(ModuleFactory)
    title = "Что даёт статус и кому он нужен"
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=2))
    place = "Дом НКО, улица Примерная, 1"


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application

    person = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    cohort = factory.SubFactory(CohortFactory)
    town = factory.SubFactory(TownFactory)
    motivation = "Хотим в реестр, чтобы работать на дому и дальше."


class EnrollmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrollment

    person = factory.SubFactory(UserFactory)
    cohort = factory.SubFactory(CohortFactory, under_way=True)
    organization = factory.SubFactory(OrganizationFactory)
    town = factory.SubFactory(TownFactory)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    person = factory.SubFactory(UserFactory)
    role = "coordinator"
    since = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))


class MentorshipFactory(DjangoModelFactory):
    class Meta:
        model = Mentorship

    mentor = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    since = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))


class MarkFactory(DjangoModelFactory):
    class Meta:
        model = Mark

    meeting = factory.SubFactory(MeetingFactory)
    enrollment = factory.SubFactory(EnrollmentFactory)
    status = Mark.Status.PRESENT
