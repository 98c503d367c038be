"""Verification codes: random, and read as people type them."""

from workflow.record.codes import ALPHABET, new_code, read_code


def test_codes_are_random_and_can_be_read_aloud() -> None:
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(set(code) <= set(ALPHABET) for code in codes)
    assert not set("ILOU") & set(ALPHABET)
    assert read_code("7kq2-m4xd-9rtw") == read_code("7KQ2M4XD9RTW") == "7KQ2M4XD9RTW"
    assert read_code("O1IL-0000-0000") == "011100000000"
    assert read_code("7KQ2M4XD9RT") == read_code("U" * 12) == ""
