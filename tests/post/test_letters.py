"""The post office: written once, delivered with patience, read in the demo, never a secret for staff."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from school.journal.models import Entry
from school.people.rules import Refused
from school.post import actions
from school.post.actions import deliver, resend, send
from school.post.models import Letter
from tests.factories import MembershipFactory, UserFactory
from tests.post.server import mail_server

pytestmark = pytest.mark.django_db
CONTEXT = {"organization": {"short_name": "АНО «A&B <c>»"}, "card_url": "http://x.example/"}


def letter_to(person, reason="", attachment=None):
    return send("membership_confirmed", to=person, context=CONTEXT | {"person": person}, reason=reason, attachment=attachment)


def test_letter_is_a_row_with_a_job(stranger):
    letter = letter_to(stranger)

    assert (letter.state, letter.recipient, letter.email) == ("waiting", stranger, "stranger@shkola.example")
    assert letter.subject == "Вас приняли в АНО «A&B <c>»"
    assert "АНО «A&B <c>»" in letter.text
    assert "A&amp;B &lt;c&gt;" in letter.html
    assert list(DBTaskResult.objects.values_list("args_kwargs__args", flat=True)) == [[letter.pk]]


def test_letter_goes_once_for_a_reason(stranger):
    assert letter_to(stranger, reason="enrollment-1")
    assert letter_to(stranger, reason="enrollment-1") is None
    assert letter_to(stranger, reason="enrollment-2")
    assert letter_to(UserFactory(), reason="enrollment-1")
    assert Letter.objects.count() == 3


def test_closed_accounts_are_not_written_to():
    assert letter_to(UserFactory(is_active=False)) is None


def test_subject_never_breaks_the_header(stranger):
    letter = send("membership_confirmed", to=stranger, context={"organization": {"short_name": "a\r\nBcc: x@y.example"}, "person": stranger})

    assert letter.subject == "Вас приняли в a Bcc: x@y.example"


def test_delivery_happens_once(stranger, run_jobs):
    letter = letter_to(stranger, attachment=("сертификат.pdf", b"%PDF", "application/pdf"))

    run_jobs()
    deliver.call(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.tries, bool(letter.sent_at)) == ("sent", 1, True)
    [message] = mail.outbox
    assert message.extra_headers == {"Message-ID": letter.message_id}
    assert message.attachments[0].filename == "сертификат.pdf"


class Broken:
    """A mail server that always answers with the same trouble."""

    trouble: Exception

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise self.trouble


@pytest.fixture
def broken(settings):
    settings.EMAIL_BACKEND = "tests.post.test_letters.Broken"
    Broken.trouble = SMTPServerDisconnected("try later")
    return Broken


def test_trouble_puts_off_with_growing_pauses(stranger, broken):
    letter = letter_to(stranger)
    pauses = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(7):
            deliver.call(letter.pk)
            deliver.call(letter.pk)  # not yet due: does nothing
            letter.refresh_from_db()
            pauses.append(int((letter.next_try_at - timezone.now()).total_seconds() // 60))
            clock.move_to(letter.next_try_at + timedelta(seconds=1))

    assert pauses == [1, 5, 15, 60, 180, 360, 360]
    assert (letter.state, letter.tries) == ("waiting", 7)
    assert "try later" in letter.error


def test_after_three_days_the_letter_is_given_up_and_staff_see_it(stranger, broken, administrator, client_of):
    letter = letter_to(stranger)
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        deliver.call(letter.pk)

    letter.refresh_from_db()
    assert letter.state == "failed"
    assert Entry.objects.get(verb="post.failed").target_label == str(letter)
    page = client_of(administrator).get("/cms/letters/").content.decode()
    assert "не доставлено" in page
    assert f"/cms/letters/{letter.pk}/resend/" in page


def test_unknown_box_is_given_up_at_once(stranger, broken):
    Broken.trouble = SMTPRecipientsRefused({"stranger@shkola.example": (550, b"no such user")})
    letter = letter_to(stranger)

    deliver.call(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.tries) == ("failed", 1)


def test_command_finds_the_put_off_and_leaves_fresh_ones(stranger):
    letter_to(stranger)
    late = letter_to(UserFactory())
    DBTaskResult.objects.all().delete()
    Letter.objects.filter(pk=late.pk).update(tries=1, next_try_at=timezone.now() - timedelta(seconds=1))

    call_command("deliver_letters")

    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[late.pk]]


def test_lost_worker_gives_its_letter_back(stranger, run_jobs):
    letter = letter_to(stranger)
    actions.take(letter.pk, timezone.now())
    assert run_jobs()
    assert not mail.outbox

    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        call_command("deliver_letters")
        run_jobs()

    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [letter.message_id]


def test_resend_by_staff(administrator, stranger, client_of, run_jobs):
    letter = letter_to(stranger)
    Letter.objects.update(state="failed", tries=9, error="x")
    client = client_of(administrator)
    url = f"/cms/letters/{letter.pk}/resend/"

    assert client.get(url).status_code == 200
    assert Letter.objects.get().state == "failed"
    client.post(url)
    run_jobs()

    assert Letter.objects.get().state == "sent"
    assert Entry.objects.get(verb="post.resent").by == administrator


def test_secret_letters_are_neither_shown_nor_repeated(administrator, stranger, client_of):
    letter = actions.post("account.login_code", stranger.email, subject="Код для входа", text="ABCD-1234", recipient=stranger)
    Letter.objects.update(state="failed")

    page = client_of(administrator).get("/cms/letters/").content.decode()

    assert "ABCD-1234" not in page
    assert "письмо для входа" in page
    with pytest.raises(Refused):
        resend(letter, by=administrator)


def test_codes_are_not_kept_in_production(stranger, settings, run_jobs):
    settings.POST_BOX = False
    actions.post("account.login_code", stranger.email, subject="Код для входа", text="ABCD-1234", recipient=stranger)

    run_jobs()

    assert Letter.objects.get().text == ""
    assert "ABCD-1234" in mail.outbox[0].body


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "stranger", "visitor"])
def test_letters_and_journal_are_closed_to_others(cast, client_of, stranger, role):
    letter = letter_to(stranger)
    client = client_of(cast[role])

    assert all(
        client.get(url).status_code in {302, 403, 404} for url in ("/cms/letters/", "/cms/letters/results/", "/cms/journal/", "/cms/journal/results/")
    )
    client.post(f"/cms/letters/{letter.pk}/resend/")
    assert not Entry.objects.filter(verb="post.resent").exists()


def test_post_box_of_the_demo(client, stranger):
    letter = letter_to(stranger, attachment=("письмо.pdf", b"%PDF", "application/pdf"))
    letter_to(UserFactory(email="other@shkola.example"))

    assert "other@shkola.example" not in client.get("/post/?email=stranger").content.decode()
    assert 'href="http://x.example/"' in client.get(f"/post/{letter.pk}/").content.decode()
    html = client.get(f"/post/{letter.pk}/html/")
    assert "sandbox" in html["Content-Security-Policy"]
    assert "script-src" not in html["Content-Security-Policy"]
    file = client.get(f"/post/{letter.pk}/file/")
    assert (file.content, file["Content-Type"]) == (b"%PDF", "application/octet-stream")
    assert [client.get(url).status_code for url in ("/post/?email=%00", "/post/?page=x&sort=user__password", "/post/99999999999999999999999/")] == [
        200,
        200,
        404,
    ]


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/html/", "{pk}/file/"])
def test_production_has_no_post_box(client, settings, stranger, path):
    settings.POST_BOX = False
    letter = letter_to(stranger, attachment=("a.pdf", b"x", "application/pdf"))

    assert client.get("/post/" + path.format(pk=letter.pk)).status_code == 404


def test_box_backend_keeps_what_django_mails_and_doubles_nothing(stranger, settings, run_jobs):
    settings.EMAIL_BACKEND = "school.post.backends.BoxBackend"
    letter_to(stranger)

    run_jobs()
    mail.send_mail("Тема", "Текст", None, ["editor@shkola.example"])

    assert sorted(Letter.objects.values_list("name", "state")) == [("mail", "sent"), ("membership_confirmed", "sent")]


def test_real_mail_server_gets_the_letter(stranger, settings, run_jobs):
    letter = letter_to(stranger, attachment=("сертификат.pdf", b"%PDF", "application/pdf"))
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.address
        run_jobs()

    letter.refresh_from_db()
    [(sender, recipients, text)] = server.letters
    assert letter.state == "sent"
    assert (sender, recipients) == ("school@shkola.example", ["stranger@shkola.example"])
    assert letter.message_id in text


def test_busy_mail_server_loses_nothing(settings, run_jobs):
    letters = [letter_to(UserFactory()) for _ in range(5)]
    with mail_server(refuse_first=3) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.address
        run_jobs()
        assert Letter.objects.filter(state="waiting", tries=1).count() == 3
        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            call_command("deliver_letters")
            run_jobs()

    assert Letter.objects.filter(state="sent").count() == len(server.letters) == len(letters)


def test_membership_letters_link_to_the_setting(settings, stranger):
    from school.people.actions import ask_to_join

    settings.BASE_URL = "https://school.example"
    own = MembershipFactory()

    ask_to_join(own.organization.inn, by=stranger)

    assert f"https://school.example/people/organizations/{own.organization.pk}/" in Letter.objects.get().text


@pytest.mark.parametrize("state", Letter.State.values)
def test_staff_see_every_state(stranger, administrator, client_of, state):
    letter = letter_to(stranger)
    Letter.objects.update(state=state)

    page = client_of(administrator).get("/cms/letters/").content.decode()

    assert letter.subject.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page
    assert str(Letter.State(state).label) in page
    assert (f"/cms/letters/{letter.pk}/resend/" in page) is (state == "failed")
