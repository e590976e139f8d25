"""What was sent before notices were is read already: nobody opens the cabinet to a hundred of unread ones. Back: states that 0002 does not know become known ones."""

from django.db import migrations
from django.db.models import F, Q


def read_already(apps, schema_editor):
    letters = apps.get_model("post", "Letter").objects
    own = letters.exclude(recipient=None).exclude(Q(name__startswith="account") | Q(name__in=["mail", "invitation"]))
    ahead = Q(state="waiting", tries=0, next_try_at__gt=F("created_at"))
    letters.update(shows_at=F("created_at"))
    own.filter(ahead).update(notice=True, shows_at=F("next_try_at"))
    own.exclude(ahead).update(notice=True, seen_at=F("created_at"))


def known_states(apps, schema_editor):
    letters = apps.get_model("post", "Letter").objects
    letters.filter(state="gathered").update(state="waiting")
    letters.filter(state__in=["digested", "kept"]).update(state="sent")


class Migration(migrations.Migration):
    dependencies = [("post", "0003_choice_wording_and_notices")]
    operations = [migrations.RunPython(read_already, known_states)]
