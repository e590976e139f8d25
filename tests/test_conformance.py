"""Every screen of ours is correct HTML, whoever looks at it."""

import pytest

from tests.conformance import complaints
from tests.test_house_doors import PEOPLE, POLICIES, address_of, stage  # noqa: F401

pytestmark = pytest.mark.django_db


def test_checker_finds_what_is_wrong(tmp_path):
    wrong = '<!doctype html><html lang="ru"><head><title>А</title></head><body><p><div>Б</div></p><img src="x"></body></html>'
    right = wrong.replace("<p><div>Б</div></p><img", '<div>Б</div><img alt=""')

    found = complaints({"wrong": wrong, "right": right}, tmp_path)

    assert [line.split(":")[0] for line in found] == ["wrong", "wrong"]


def test_every_screen_is_correct_html(cast, stage, client_of, tmp_path):  # noqa: F811
    pages = {}
    for role in PEOPLE:
        client = client_of(cast[role])
        for name in POLICIES:
            response = client.get(address_of(name, stage))
            if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
                pages[f"{role} {name} {response.status_code}"] = response.content.decode()

    assert len(pages) > 100
    found = complaints(pages, tmp_path)
    assert not found, f"{len(found)} complaints\n" + "\n".join(found[:40])
