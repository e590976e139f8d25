"""Own notes beside a lesson and all of them together. Their writer alone is ever asked for: there is no other door to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.portals.presses import number_of
from courses.portals.returning import returning, settled, typed
from courses.portals.study import crumbs_to, find_own
from courses.portals.tabs import tabs
from courses.progress import note_rules
from courses.progress.actions.notes import delete_note, restore_note, save_note
from courses.progress.lesson_forms import NoteForm
from courses.progress.models import LessonNote
from school.people.requests import PersonRequest
from school.people.rules import Changed

PAGE = 20
CONFLICT = 409
IDS = "note_%s"  # under a lesson it shares the page with other forms


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_note(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """A page of its own; htmx shows its middle under the lesson and saves while it is typed. What another device has saved meanwhile is not overwritten."""
    lesson, enrollment = find_own(request.user, cohort_id, lesson_id)
    note = note_rules.own_notes(request.user).filter(lesson=lesson).first()
    returned = typed(request)
    given = {"text": note.text if note else "", "edition": str(note.edition) if note else "0"} | returned
    form = NoteForm(request.POST if request.method == "POST" else None, initial=given, auto_id=IDS)
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            note = save_note(request.user, lesson, form.cleaned_data["text"], edition=form.cleaned_data["edition"])
        except Changed as changed:
            other = changed.current
            form = NoteForm({"text": form.cleaned_data["text"], "edition": other.edition}, auto_id=IDS)
        else:
            settled(request)
            return saved(request, note, cohort_id)
    context = {
        "tabs": tabs("route", enrollment),
        "lesson": lesson,
        "cohort": enrollment.cohort,
        "note": note,
        "form": form,
        "other": other,
        "returned": bool(returned) and request.method != "POST",
        "crumbs": crumbs_to(lesson, cohort_id, _("Заметка")),
    }
    quiet = request.headers.get("HX-Request") and request.method != "POST"
    page = "portals/cabinet/note_part.html" if quiet else "portals/cabinet/note.html"
    return render(request, page, context, status=CONFLICT if other else 400 if form.is_bound and form.errors else 200)


def saved(request: PersonRequest, note: LessonNote, cohort_id: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "portals/cabinet/note_state.html", {"note": note, "fresh": True})
    messages.success(request, _("Заметка сохранена."))
    return redirect("portals:lesson_note", cohort_id, note.lesson_id)


@login_required
@require_safe
def notes(request: PersonRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())[:100]
    rows = list(note_rules.written(request.user))
    whole = "all" in request.GET
    found = note_rules.found(rows, words)
    page = Paginator(found, max(len(found), 1) if whole else PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("route"),
        "page": page,
        "words": words,
        "number": len(found),
        "any": bool(rows),
        "whole": whole,
        "gone": deleted(request).filter(pk=gone).first() if (gone := number_of(request.GET.get("gone", ""))) else None,
    }
    return render(request, "portals/cabinet/notes.html", context)


def deleted(request: PersonRequest) -> QuerySet[LessonNote]:
    return LessonNote.objects.filter(person=request.user, deleted_at__isnull=False).select_related("lesson")


@login_required
@require_POST
def note_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Deleted, or with `undo` brought back within a day. Both lead to the list of notes."""
    note = get_object_or_404(LessonNote, pk=pk, person=request.user)
    if "undo" in request.POST:
        restore_note(note)
        messages.success(request, _("Заметка возвращена."))
        return redirect("portals:notes")
    delete_note(note)
    return redirect(f"{reverse('portals:notes')}?gone={note.pk}")


urlpatterns = [
    path("study/<int:cohort_id>/<int:lesson_id>/note/", lesson_note, name="lesson_note"),
    path("cabinet/notes/", notes, name="notes"),
    path("cabinet/notes/<int:pk>/remove/", note_remove, name="note_remove"),
]
