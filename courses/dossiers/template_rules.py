"""Ready replies: which ones a person may put in, and which ones they keep."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from courses.dossiers.models import ReplyTemplate
from courses.enrollment.rules import OFFICE, roles_of
from school.people.models import User
from school.people.rules import Text

MOST = 200  # of one person


def offered(user: User) -> QuerySet[ReplyTemplate]:
    """One's own first, then the school's."""
    rows = ReplyTemplate.objects.filter(Q(owner=user) | Q(owner=None), removed_at=None)
    return rows.order_by(F("owner").asc(nulls_last=True), "title", "pk")


def kept_by(user: User) -> QuerySet[ReplyTemplate]:
    """Removed ones too: they can be put back."""
    own = Q(owner=user)
    return ReplyTemplate.objects.filter(own | Q(owner=None) if roles_of(user) & OFFICE else own)


def reasons_not_to_add(user: User, school: bool) -> list[Text]:
    if school and not roles_of(user) & OFFICE:
        return [_("Заготовки школы ведёт координатор.")]
    owner = None if school else user
    if ReplyTemplate.objects.filter(owner=owner, removed_at=None).count() >= MOST:
        return [_("Заготовок уже %(n)s. Уберите ненужные.") % {"n": MOST}]
    return []


def reasons_not_to_change(template: ReplyTemplate, user: User) -> list[Text]:
    if template.owner_id is None and not roles_of(user) & OFFICE:
        return [_("Заготовки школы ведёт координатор.")]
    if template.owner_id is not None and template.owner_id != user.pk:
        return [_("Это чужая заготовка.")]
    return []
