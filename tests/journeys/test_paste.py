"""Text pasted from Word into the editor, in a real browser: lists stay lists, and what is stored has the editor's own few tags only."""

import re

import pytest
from wagtail.models import Page

from cms.models import HomePage, TextPage
from tests.factories import UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def item(text, mark="·", level=1):
    """A point of a list as Word puts it on the clipboard: a paragraph with a drawn mark."""
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='margin-left:{level * 36}pt;text-indent:-18.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        f"<span style='font-family:Symbol;mso-list:Ignore'>{mark}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span>"
        f"<![endif]><span lang=RU style='mso-ansi-language:RU'>{text}<o:p></o:p></span></p>"
    )


WORD = f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=ProgId content=Word.Document><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:"";margin:0cm;font-size:11.0pt;}} @list l0 {{mso-list-id:1;}} --></style></head>
<body lang=RU style='tab-interval:35.4pt'><!--StartFragment-->
<h3 style='mso-outline-level:3'><span style='color:#1F3763'>Что подготовить<o:p></o:p></span></h3>
<p class=MsoNormal style='margin-bottom:8.0pt'><b style='mso-bidi-font-weight:normal'><span style='color:red'>Важно:</span></b><i>скоро</i>
<span style='mso-spacerun:yes'>  </span><a href="https://pravo.example/7" title="x">закон</a> и <a href="javascript:alert(1)">беда</a><o:p></o:p></p>
{item("первое")}{item("второе")}
{item("раз", "1.")}{item("два", "2.")}
<table class=MsoTableGrid border=1 style='mso-yfti-tbllook:1184'><tr><td style='width:233.65pt'><p class=MsoNormal>ячейка<o:p></o:p></p></td></tr></table>
<p class=MsoNormal onclick="alert(1)" hx-get="/x"><![if !vml]><img src="file:///C:/Users/x/clip_image001.png" v:shapes="_x0000_i1025"><![endif]></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><script>window.harm = 1</script>
<p class=MsoNormal><span class=SpellE>Конец</span>.<o:p></o:p></p><!--EndFragment--></body></html>"""

PASTE = """([html, text]) => {
  const place = document.querySelector('.public-DraftEditor-content');
  place.focus();
  const clipboard = new DataTransfer();
  clipboard.setData('text/html', html);
  clipboard.setData('text/plain', text);
  place.dispatchEvent(new ClipboardEvent('paste', {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""
TAGS = re.compile(r"</?(?:p|br/?|b|i|a|ul|ol|li|h3)(?: (?:data-block-key|href|linktype|id)=\"[^\"]*\")*/?>")


@pytest.fixture
def page(live_server, transactional_db):
    home = HomePage.objects.get()
    page = home.add_child(instance=TextPage(title="О школе", slug="paste", body=[("text", "<p>Было.</p>")]))
    page.save_revision()
    return page


@pytest.fixture
def editor(browser_page, page):
    window = browser_page(UserFactory(email="root@shkola.example", is_superuser=True))
    window.goto(f"/cms/pages/{page.pk}/edit/")
    window.locator(".public-DraftEditor-content").first.wait_for()
    return window


def stored(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object().body.raw_data[0]["value"]


def pasted(window, html, last):
    """The editor hands its text to the form a moment later."""
    window.locator(".public-DraftEditor-content").first.click()
    window.evaluate(PASTE, [html, "x"])
    window.wait_for_function("last => [...document.querySelectorAll('form input')].some(input => input.value.includes(last))", arg=last)


def saved(window):
    """Seconds the school took to save; what the browser needs to draw the long page again is its own affair."""
    with window.expect_navigation(), window.expect_response(lambda got: got.request.method == "POST" and got.status == 302) as caught:
        window.locator("button[type=submit].action-save").first.click()
    timing = caught.value.request.timing
    return (timing["responseStart"] - timing["requestStart"]) / 1000


def test_word_comes_in_clean(editor, page):
    pasted(editor, WORD, "Конец")
    saved(editor)
    text = stored(page)

    assert "<" not in TAGS.sub("", text)
    assert not re.search(r"mso|class=|style=|javascript|file:", text, re.I)
    plain = re.sub(r' data-block-key="[^"]*"', "", text)
    assert "<h3>Что подготовить</h3>" in plain
    assert "<b>Важно:</b><i>скоро</i>" in plain
    assert '<a href="https://pravo.example/7">закон</a>' in plain
    assert "<ul><li>первое</li><li>второе</li></ul>" in plain
    assert "<ol><li>раз</li><li>два</li></ol>" in plain
    assert "ячейка" in plain
    assert "Конец." in plain
    assert editor.evaluate("window.harm") is None


def test_long_paste_is_saved_soon(editor, page):
    paragraph = f"<p class=MsoNormal><span lang=RU style='mso-x:y'>{'Слово за слово. ' * 12}<o:p></o:p></span></p>"
    pasted(editor, f"<html xmlns:o='x'><body>{paragraph * 600}<p>Конец</p></body></html>", "Конец")
    took = saved(editor)
    text = stored(page)

    assert len(text.encode()) > 200_000
    assert 0 < took < 3
