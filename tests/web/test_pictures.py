"""Letters shown as pictures: every page, as wide as asked."""

import io

from PIL import Image

from tests.web.conftest import Site
from tests.workflow.stages import registered
from web.pictures import pictures


def test_every_page_of_a_letter_is_a_picture_of_the_width_asked(site: Site) -> None:
    bureau = site.bureau
    no = registered(bureau)
    document = next(iter(bureau.see(no).case.documents))
    shown = pictures(bureau.desk.document(no, document, bureau.who("clerk"), bureau.now), 600)

    assert [Image.open(io.BytesIO(one)).width for one in shown] == [600] * len(shown)
    assert shown
