"""A council's own template: used when it is sound, refused in plain words when it is not."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from dialogs.form import Form
from dialogs.read import read_forms
from templates import starter, word
from templates.check import check
from templates.errors import TemplateBroken, TemplateRefused
from templates.package import opened
from templates.parts import Copy
from templates.readback import text_of
from tests.templates.sample import FORM, paper

FORMS = [FORM, *read_forms().values()]


def changed(change: Callable[[dict[str, bytes]], None], file: bytes | None = None) -> bytes:
    """A starter template with something done to its parts."""
    out = BytesIO()
    with ZipFile(BytesIO(file or starter.build(FORM, Copy.COUNCIL))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def saying(text: str, instead_of: str = "{{ health.helps }}") -> bytes:
    """A starter template with other words in one place."""

    def change(parts: dict[str, bytes]) -> None:
        body = parts["word/document.xml"].decode()
        assert instead_of in body
        parts["word/document.xml"] = body.replace(instead_of, text, 1).encode()

    return changed(change)


def of_council(*texts: str) -> bytes:
    """A Word file such as a council might have."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("copy", list(Copy))
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_starter_template_has_no_fault(form: Form, copy: Copy) -> None:
    assert check(form, copy, starter.build(form, copy)) == ()


def test_a_starter_has_a_readable_place_for_every_question() -> None:
    with ZipFile(BytesIO(starter.build(FORM, Copy.COUNCIL))) as archive:
        body = archive.read("word/document.xml").decode()
    for place in (
        "{{ health.strength }}",
        "{%tr for row in family.people.rows %}",
        "{{ row.role }}",
    ):
        assert place in body


def test_an_edited_template_is_used_and_its_words_are_kept() -> None:
    file = word.render(FORM, paper(), saying("Larkshire asks: {{ health.helps }} !"))
    assert "Larkshire asks: first line" in text_of(file)


def test_a_template_saved_again_by_another_program_still_works() -> None:
    document = Document(BytesIO(starter.build(FORM, Copy.COUNCIL)))
    document.core_properties.author = "Somebody Else"
    out = BytesIO()
    document.save(out)
    file = word.render(FORM, paper(), out.getvalue())
    assert Document(BytesIO(file)).core_properties.author == "Larkshire County Council"
    assert b"Somebody" not in b"".join(
        ZipFile(BytesIO(file)).read(n) for n in ZipFile(BytesIO(file)).namelist()
    )


def test_a_small_template_needs_only_what_it_names() -> None:
    template = of_council("{{ paper.title }}", "{{ about.full_name }}", "{{ health.fact }}")
    text = text_of(word.render(FORM, paper(), template))
    assert "Amira Jane Hollis" in text


def test_an_answer_that_does_not_apply_has_words_in_a_template_without_conditions() -> None:
    text = text_of(
        word.render(FORM, paper(), of_council("{{ about.moved_why }}", "{{ about.extra }}"))
    )
    assert "Does not apply" in text
    assert "Not answered yet" in text
    assert "closed branch" not in text


def test_unknown_and_missing_placeholders_are_named() -> None:
    faults = check(
        FORM,
        Copy.COUNCIL,
        of_council(
            "{{ about.shoe_size }}",
            "{% for row in family.people %}{{ row.hat }}{% endfor %}",
            "{{ nonsense }}",
            "{{ page.magic }}",
        ),
    )
    told = {fault.placeholder: fault.sentence for fault in faults}
    assert set(told) == {
        "about.shoe_size",
        "family.people.hat",
        "nonsense",
        "page.magic",
        "front.headline",
        "front.needed_by",
    }
    assert told["about.shoe_size"] == "about.shoe_size is not a question of this form."
    assert "At their best" in told["front.headline"]


def test_a_search_template_may_not_name_what_is_not_shared() -> None:
    faults = check(FORM, Copy.SEARCH, saying("{{ about.council_only }} {{ health.helps }}"))
    assert "about.council_only" in {fault.placeholder for fault in faults}


def test_a_search_template_that_names_it_all_the_same_shows_nothing() -> None:
    template = of_council("{{ about.council_only }}", "{{ about.school }}")
    text = text_of(word.render(FORM, paper(Copy.SEARCH), template))
    assert "Only the council" not in text
    assert "Larkbridge" not in text


@pytest.mark.parametrize(
    "wrong", ["{{ about. }}", "{% if about.moved %}", "{{ about.moved | dance }}"]
)
def test_a_placeholder_that_is_not_written_correctly_is_told(wrong: str) -> None:
    faults = check(FORM, Copy.COUNCIL, of_council(wrong))
    assert faults[0].sentence.startswith("The Word template names something the form does not have")


def test_rendering_an_unknown_placeholder_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(TemplateBroken, match="shoe_size"):
        word.render(FORM, paper(), of_council("{{ about.shoe_size }}"))


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ about.__init__.__globals__ }}",
        "{{ paper._things }}",
        "{{ page.who.__class__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ range(999999999) }}",
        "{{ about.moved|attr('__class__') }}",
        "{{ self.__init__ }}",
        "{% for a in page.who %}{{ a.__class__ }}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
    ],
)
def test_a_template_cannot_reach_out_of_its_sandbox(attack: str) -> None:
    with pytest.raises((TemplateRefused, TemplateBroken)):
        word.render(FORM, paper(), of_council(attack))
    assert check(FORM, Copy.COUNCIL, of_council(attack))


def with_part(name: str, content: bytes = b"x") -> bytes:
    return changed(lambda parts: parts.update({name: content}))


def relating(xml: str) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        links = "word/_rels/document.xml.rels"
        parts[links] = parts[links].replace(b"</Relationships>", f"{xml}</Relationships>".encode())

    return changed(change)


OUTSIDE = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/attachedTemplate" Target="http://example.org/x.dotm" TargetMode="External"/>'
)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (b"not a zip", "not a Word document"),
        (b"", "not a Word document"),
        (with_part("word/vbaProject.bin"), "macros"),
        (with_part("word/embeddings/oleObject1.bin"), "macros"),
        (relating(OUTSIDE), "outside itself"),
        (saying("<w:instrText>DDEAUTO c:\\\\x</w:instrText>"), "fetches other files"),
        (saying('<w:ins w:id="1" w:author="Jo">x</w:ins>'), "tracked changes"),
        (
            changed(lambda parts: parts.update({"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'})),
            "XML declaration",
        ),
        (with_part("word/big.xml", b"0" * 60_000_000), "too large"),
        (with_part("word/tight.xml", b"0" * 20_000_000), "too large"),
        (changed(lambda parts: parts.update({f"word/{n}.xml": b"" for n in range(300)})), "too large"),
        (b"0" * 6_000_000, "too large"),
    ],
    ids=range(12),
)  # fmt: skip
def test_an_unsafe_file_is_refused_in_plain_words(template: bytes, words: str) -> None:
    with pytest.raises(TemplateRefused, match=words):
        opened(template)
    (fault,) = check(FORM, Copy.COUNCIL, template)
    assert words in fault.sentence
