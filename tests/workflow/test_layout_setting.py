"""An agency that prints its documents in the ordinary format (文件格式), with copies."""

from tests.bureau import Bureau
from tests.workflow import stages as to


def test_letters_are_letters_unless_the_agency_chose_otherwise(small_bureau: Bureau) -> None:
    """GB/T 9704-2012, 10.1: the mark of a letter is without 文件."""
    words = small_bureau.text(to.registered(small_bureau), "receipt")

    assert words.startswith("滨江市自然资源局滨自然资公开收〔2026〕1号")


def test_documents_have_head_and_foot_of_a_document_from_that_day_on(small_bureau: Bureau) -> None:
    small_bureau.set("document_format", "on", since="2026-06-01")
    words = small_bureau.text(to.registered(small_bureau), "receipt")

    assert words.startswith("滨江市自然资源局文件滨自然资公开收〔2026〕1号")
    assert "滨江市自然资源局2026年6月1日印发" in words


def test_the_copies_of_the_draft_stand_on_the_reply(small_bureau: Bureau) -> None:
    no = to.drafted(small_bureau)
    small_bureau.act(no, "handler", "draft_reply", answers=[to.GRANTED], manner="post",
                     copies_to=["滨江市人民政府办公室"])

    small_bureau.act(no, "handler", "submit_for_review")
    small_bureau.act(no, "secrecy", "secrecy_review", may_be_disclosed=True, basis="不涉密")
    small_bureau.act(no, "reviewer", "approve")
    small_bureau.act(no, "clerk", "issue")

    assert "抄送：滨江市人民政府办公室。" in small_bureau.text(no, "reply")
