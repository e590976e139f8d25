"""The papers: an item per line of the checklist, its versions with their files, verdicts and talk."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models.checklists import Requirement, ReturnReason
from courses.dossiers.models.dossiers import Claim, Dossier
from school.people.models import User
from school.vault.models import File


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User) -> "ItemQuerySet":
        return self.filter(dossier__in=Dossier.objects.visible_to(user))

    def asked(self) -> "ItemQuerySet":
        """What the dossier needs today."""
        return self.filter(gone_at=None)

    def waiting(self) -> "ItemQuerySet":
        """What a mentor has to answer, oldest first."""
        return self.filter(state=Item.State.SENT, gone_at=None).order_by("sent_at", "pk")


class Item(models.Model):
    """`state` repeats the newest version that counts, so that a desk reads one table; only the room's actions write it.

    `gone_at` hides a line that the dossier does not need any more (a dropped service, a line left out by a newer checklist): its versions stay in the journal.
    """

    class State(models.TextChoices):
        EMPTY = "empty", _("нет документа")
        SENT = "sent", _("ждёт наставника")
        RETURNED = "returned", _("нужно доработать")
        ACCEPTED = "accepted", _("принято")
        NOT_NEEDED = "not_needed", _("не требуется")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="items")
    requirement = models.ForeignKey(Requirement, verbose_name=_("требование"), on_delete=models.PROTECT, related_name="items")
    claim = models.ForeignKey(Claim, verbose_name=_("услуга"), null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.EMPTY)
    sent_at = models.DateTimeField(_("отправлен"), null=True, blank=True)
    valid_until = models.DateField(_("действует по"), null=True, blank=True)
    owner = models.ForeignKey(User, verbose_name=_("кто готовит"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("к какому дню"), null=True, blank=True)
    not_needed_why = models.CharField(_("почему не требуется"), max_length=500, blank=True)
    gone_at = models.DateTimeField(null=True, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("документ")
        verbose_name_plural = _("документы")
        ordering = ["requirement__position", "claim", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "requirement"], condition=Q(claim=None), name="one_item_of_a_line"),
            models.UniqueConstraint(fields=["dossier", "requirement", "claim"], name="one_item_of_a_line_and_a_claim"),
        ]
        indexes = [
            models.Index(fields=["state", "gone_at", "sent_at", "dossier"], name="items_waiting_oldest_first"),
            models.Index(fields=["dossier", "state", "gone_at", "sent_at"], name="items_of_a_dossier_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.claim}" if self.claim_id else str(self.requirement)


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def visible_to(self, user: User) -> "DocumentVersionQuerySet":
        """Drafts are the NGO's alone."""
        drafts = Q(state=DocumentVersion.State.DRAFT)
        own = Q(item__dossier__in=Dossier.objects.shared_with(user))
        return self.filter(~drafts | own, item__dossier__in=Dossier.objects.visible_to(user))


class DocumentVersion(models.Model):
    """Photographed pages come one by one into a draft; sent, they are joined into `joined` by a job that tells how far it is."""

    class State(models.TextChoices):
        DRAFT = "draft", _("собирается")
        SENT = "sent", _("ждёт наставника")
        ACCEPTED = "accepted", _("принято")
        RETURNED = "returned", _("нужно доработать")
        WITHDRAWN = "withdrawn", _("отозвано")

    class Joining(models.TextChoices):
        NONE = "", _("не нужно")
        WAITING = "waiting", _("собираем страницы")
        READY = "ready", _("готово")
        FAILED = "failed", _("не получилось")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("версия"))
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(User, verbose_name=_("кто"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("отправлен"), null=True, blank=True)
    note = models.CharField(_("пояснение"), max_length=1000, blank=True)
    issued_on = models.DateField(_("дата документа"), null=True, blank=True)
    joined = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    joining = models.CharField(max_length=10, choices=Joining.choices, default=Joining.NONE, blank=True)
    pages_done = models.PositiveSmallIntegerField(default=0)
    pages_total = models.PositiveSmallIntegerField(default=0)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("версия документа")
        verbose_name_plural = _("версии документов")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_version_of_a_number"),
            models.UniqueConstraint(fields=["item"], condition=Q(state="draft"), name="one_draft_of_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item}, {self.number}"


class VersionFile(models.Model):
    """`turns` – quarter turns clockwise that make a page upright; `small` – a photographed page as a thumbnail."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    small = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    turns = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("файл документа")
        verbose_name_plural = _("файлы документа")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(turns__lte=3), name="a_page_is_turned_by_quarters")]

    def __str__(self) -> str:
        return str(self.file)


class PagePicture(models.Model):
    """A page of a version as a picture, for looking without leaving the page."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("страница документа")
        verbose_name_plural = _("страницы документа")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="one_picture_of_a_page")]

    def __str__(self) -> str:
        return str(self.number)


class Verdict(models.Model):
    """The mentor's word about a version; a sent-back one says why and in own words. A word taken back stays with its moment."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("принято")
        RETURNED = "returned", _("нужно доработать")

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="verdicts")
    kind = models.CharField(_("вердикт"), max_length=10, choices=Kind.choices)
    reason = models.ForeignKey(ReturnReason, verbose_name=_("причина"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("своими словами"), max_length=3000, blank=True)
    valid_until = models.DateField(_("действует по"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("вердикт")
        verbose_name_plural = _("вердикты")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(taken_back_at=None), name="one_verdict_in_force"),
            models.CheckConstraint(condition=Q(kind="accepted") | (Q(reason__isnull=False) & ~Q(words="")), name="a_return_says_why_in_own_words"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ItemComment(models.Model):
    """A word about a document between the NGO and its mentor."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("сообщение"), max_length=3000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("сообщение о документе")
        verbose_name_plural = _("сообщения о документах")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ReplyTemplate(models.Model):
    """A mentor's own ready words; without `owner` – the school's, for everybody."""

    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="reply_templates")
    title = models.CharField(_("название"), max_length=100)
    text = models.TextField(_("текст"), max_length=3000)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("заготовка ответа")
        verbose_name_plural = _("заготовки ответов")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
