"""Verbs of a paper that the school fills in: it is printed for whoever sees the dossier, or laid among the documents by whoever writes them."""

from django.core.files.base import ContentFile

from courses.dossiers import paper_printing, paper_rules
from courses.dossiers.actions import documents
from courses.dossiers.fact_rules import Book
from courses.dossiers.models import Dossier, Item, VersionFile
from courses.dossiers.paper_rules import Paper
from courses.dossiers.sheet_printing import missing_for
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


def book_of(dossier: Dossier) -> Book:
    return Book(Dossier.objects.select_related("organization__town").get(pk=dossier.pk))


def print_paper(item: Item, kind: str, *, by: User) -> bytes:
    data = paper_printing.printed(book_of(item.dossier), Paper(item), kind)
    record(by=by, verb="dossiers.paper_printed", target=item.dossier, item=str(item), kind=kind)
    return data


def put_paper(item: Item, *, by: User) -> VersionFile:
    """As a PDF into the draft of the item. The same paper a second time is the same file: the press gives the same bytes."""
    book, paper = book_of(item.dossier), Paper(item)
    if reasons := paper_rules.reasons_not_to_put(missing_for(book, paper)):
        raise Refused(*reasons)
    data = paper_printing.printed(book, paper, "pdf")
    return documents.add_file(item, ContentFile(data, name=paper_printing.named(paper, "pdf")), by=by)
