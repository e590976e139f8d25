"""What may lie in a dossier: nothing that runs, calls out or carries another file inside (T11, T19, T20)."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from school.people.rules import Refused
from school.vault.actions import keep, path_of
from tests.courses.dossiers.papers import docx, pdf, photo, relations

pytestmark = pytest.mark.django_db


def laid(upload):
    return keep(upload, shelf="dossiers")


def act(**keys):
    return lambda made: made.Root.__setattr__("OpenAction", made.make_indirect(Dictionary(**keys)))


def script_in_a_page(made):
    made.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def script_in_a_name_tree(made):
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))])))


def launch_at_a_link(made):
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.Launch, F=String("cmd.exe")))
    made.pages[0].Annots = Array([made.make_indirect(link)])


def form_of_xfa(made):
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp/>"))


def file_inside(made):
    made.attachments["тайна.exe"] = b"MZ"


ACTIVE, INSIDE = "запускаются сами", "вложены другие файлы"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (act(S=Name.JavaScript, JS=String("app.alert(1)")), ACTIVE),
        (act(S=Name.Launch, F=String("cmd.exe")), ACTIVE),
        (act(S=Name.SubmitForm, F=String("https://example.org")), ACTIVE),
        (act(S=Name.GoToR, F=String("other.pdf")), ACTIVE),
        (script_in_a_page, ACTIVE),
        (script_in_a_name_tree, ACTIVE),
        (launch_at_a_link, ACTIVE),
        (form_of_xfa, ACTIVE),
        (file_inside, INSIDE),
    ],
)
def test_a_pdf_that_does_something_is_refused(change, words):
    with pytest.raises(Refused, match=words):
        laid(pdf(change=change))


def test_it_is_found_in_packed_objects_too():
    with pytest.raises(Refused, match=ACTIVE):
        laid(pdf(change=launch_at_a_link, object_stream_mode=pikepdf.ObjectStreamMode.generate))


@pytest.mark.parametrize("owner_only", [False, True])
def test_a_locked_pdf_is_refused(owner_only):
    with pytest.raises(Refused, match="паролем"):
        laid(pdf(encryption=pikepdf.Encryption(owner="a", user="" if owner_only else "b")))


def test_a_pdf_with_a_link_and_a_signature_is_taken():
    def signed(made):
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.URI, URI=String("https://example.org")))
        made.pages[0].Annots = Array([made.make_indirect(link)])
        made.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([made.make_indirect(Dictionary(FT=Name.Sig, T=String("подпись")))]))

    assert laid(pdf(change=signed)).content_type == "application/pdf"


def test_a_pdf_of_too_many_pages_is_refused():
    with pytest.raises(Refused, match="301 страниц"):
        laid(pdf(pages=301))


def test_a_pdf_that_is_no_pdf_inside_is_refused():
    with pytest.raises(Refused):
        laid(type(pdf())("x.pdf", b"%PDF-1.4\ntrailer /Root\nstartxref\n9\n%%EOF"))


@pytest.mark.parametrize(
    "parts",
    [
        {"word/_rels/settings.xml.rels": relations("attachedTemplate")},
        {"word/_rels/document.xml.rels": relations("image")},
        {"word/_rels/document.xml.rels": relations("oleObject", "file:///c:/x")},
        {"word/embeddings/oleObject1.bin": "x"},
        {"word/activeX/activeX1.xml": "<x/>"},
        {"word/vbaProject.bin": "x"},
        {"word/_rels/document.xml.rels": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'},
    ],
)
def test_an_office_file_that_calls_out_is_refused(parts):
    with pytest.raises(Refused):
        laid(docx(**parts))


def test_an_office_file_with_links_for_people_is_taken():
    assert laid(docx(**{"word/_rels/document.xml.rels": relations("hyperlink")})).name == "заявление.docx"


def test_elsewhere_in_the_school_nothing_has_changed():
    assert keep(pdf(change=file_inside)).content_type == "application/pdf"


def test_a_photo_of_a_telephone_becomes_a_jpeg():
    file = laid(photo("IMG_0001.HEIC", size=(200, 300), form="HEIF"))

    assert (file.name, file.content_type) == ("IMG_0001.jpg", "image/jpeg")
    assert Image.open(path_of(file.key)).size == (200, 300)


def test_a_picture_flood_is_refused_by_its_head():
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    with pytest.raises(Refused, match="25 миллионов"):
        laid(type(pdf())("x.png", stream.getvalue(), "image/png"))


@pytest.mark.parametrize("name", ["x.exe", "x.svg", "x.html", "x.pptx", "x.doc", "x"])
def test_other_files_are_refused(name):
    with pytest.raises(Refused, match="не подходит"):
        laid(type(pdf())(name, b"<svg/>"))
