"""The gate of a module in the office: chosen where its day is, told at its field, copied with the cohort."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment.actions import copy_cohort
from courses.program.models import CohortModule
from tests.factories import CohortFactory, CohortModuleFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def opened():
    return CohortFactory()


@pytest.fixture
def modules(opened):
    return [ModuleFactory(program=opened.program, title=title) for title in ("Теория", "Практика")]


def address(cohort):
    return reverse("office:cohort_modules", args=[cohort.pk])


def given(modules, *waits):
    days = {f"opens_{module.pk}": "" for module in modules} | {f"hours_{module.pk}": "8" for module in modules}
    return days | {f"after_{module.pk}": wait.pk if wait else "" for module, wait in zip(modules, waits, strict=True)}


def waits():
    return [row.after.title if row.after else "" for row in CohortModule.objects.select_related("after")]


def test_a_gate_is_set_and_shown(client, opened, modules):
    response = client.post(address(opened), given(modules, None, modules[0]))

    assert response.url == reverse("office:cohort", args=[opened.pk])
    assert waits() == ["", "Теория"]
    assert '<td data-l="Сначала модуль">Теория</td>' in client.get(response.url).content.decode()
    assert client.get(address(opened)).context["form"][f"after_{modules[1].pk}"].value() == modules[0].pk


def test_a_circle_is_told_at_its_fields_and_nothing_is_kept(client, opened, modules):
    page = client.post(address(opened), given(modules, modules[1], modules[0]))

    errors = page.context["form"].errors
    assert set(errors) == {f"after_{module.pk}" for module in modules}
    assert "круг" in errors[f"after_{modules[0].pk}"][0]
    assert not CohortModule.objects.exists()


@pytest.mark.parametrize("value", ["999999", "x", "-1", "9" * 400, "\x00", "١"])
def test_a_hostile_module_is_refused(client, opened, modules, value):
    page = client.post(address(opened), given(modules, None, None) | {f"after_{modules[1].pk}": value})

    assert page.context["form"].errors == {f"after_{modules[1].pk}": ["Выберите модуль из списка."]}


def test_a_module_cannot_be_chosen_for_itself(client, opened, modules):
    form = client.get(address(opened)).context["form"]

    assert [value for value, _words in form.fields[f"after_{modules[0].pk}"].choices] == ["", modules[1].pk]


def test_a_running_cohort_keeps_what_people_have_begun(client, cohort):
    modules = [ModuleFactory(program=cohort.program, title=title) for title in ("Теория", "Практика")]
    for module in modules:
        CohortModuleFactory(cohort=cohort, module=module)
    ahead = (timezone.localdate() + timedelta(days=3)).isoformat()

    refused = client.post(address(cohort), given(modules, None, modules[0]))
    kept = client.post(address(cohort), given(modules, None, modules[0]) | {f"opens_{modules[1].pk}": ahead})

    assert "Модуль уже открыт" in refused.context["form"].errors[f"after_{modules[1].pk}"][0]
    assert (kept.status_code, waits()) == (302, ["", "Теория"])


def test_a_copy_waits_the_same_way(opened, modules, coordinator):
    for module, before in zip(modules, (None, modules[0]), strict=True):
        CohortModuleFactory(cohort=opened, module=module, after=before)

    made = copy_cohort(opened, title="Весенний поток", starts_on=opened.starts_on + timedelta(days=90), with_trainers=False, by=coordinator)

    assert list(made.cohort_modules.values_list("module", "after")) == [(modules[0].pk, None), (modules[1].pk, modules[0].pk)]


@pytest.mark.parametrize("number", [1, 3, 20])
def test_queries_of_the_form_do_not_grow(client, opened, number, django_assert_max_num_queries):
    for _each in range(number):
        CohortModuleFactory(cohort=opened, module=ModuleFactory(program=opened.program))

    with django_assert_max_num_queries(14):
        assert client.get(address(opened)).status_code == 200
