"""A button at a row of a list is taken by a click: its form carries the token of the page it stands on, the page whole or its rows alone."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.enrollment import actions
from tests.factories import MentorshipFactory, UserFactory

pytestmark = pytest.mark.django_db
FORM = re.compile(r'<form method="post" action="([^"]+)"><input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)">')


@pytest.mark.parametrize("name", ["office:mentorships", "office:mentorships_results", "office:roles", "office:roles_results"])
def test_a_row_button_is_taken(administrator, cohort, name):
    MentorshipFactory()
    actions.assign(UserFactory(), "coordinator", by=administrator)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(administrator)
    page = browser.get(reverse(name)).content.decode()
    rows = page.rsplit("<tbody>", 1)[1].split("</tbody>", 1)[0]

    buttons = FORM.findall(rows)
    url, token = buttons[0]

    assert len(buttons) == rows.count('method="post"')
    assert browser.post(url, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert browser.post(url, {"csrfmiddlewaretoken": token}).status_code in (200, 302)
