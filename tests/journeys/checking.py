"""A certificate checked by its file, before and after it was replaced."""

import re

from playwright.sync_api import expect


def dropped(page, pdf):
    page.goto("/check/")
    page.get_by_label("Файл сертификата").set_input_files({"name": "с почты.pdf", "mimeType": "application/pdf", "buffer": pdf})
    page.get_by_role("button", name="Проверить файл").click()
    return page.get_by_role("main")


def drops(page, pdf, in_the_dark):
    """The file itself, and the same one with a letter changed."""
    expect(dropped(page, pdf)).to_contain_text("Файл настоящий")
    in_the_dark(page)
    expect(dropped(page, pdf[:900] + bytes([pdf[900] ^ 1]) + pdf[901:])).to_contain_text("или его изменили")
    in_the_dark(page)


def replaces(page, run_jobs):
    """The name was written wrongly: the new paper has a number of its own."""
    page.goto("/cms/school/certificates/register/")
    page.get_by_role("link", name="Заменить").click()
    page.get_by_label(re.compile("Причина")).fill("опечатка в отчестве")
    page.get_by_role("button", name="Заменить").click()
    expect(page.get_by_role("main")).to_contain_text("-0002")
    run_jobs()


def drops_the_old_one(page, pdf):
    main = dropped(page, pdf)
    expect(main).to_contain_text("больше не действует")
    main.get_by_role("link", name=re.compile("-0002")).click()
    expect(main).to_contain_text("Действует")
