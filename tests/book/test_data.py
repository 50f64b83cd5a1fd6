"""Whatever is wrong with a file of data, the message begins with its name."""

import pytest
from sphinx.errors import ExtensionError

from book._ext import data


@pytest.mark.parametrize(
    ("read", "content", "said"),
    [
        (data.yaml_of, b"a: [1", "expected ',' or ']'"),
        (data.yaml_of, b"a: 1\nb: 2\na: 3", "'a' stands here twice"),
        (data.yaml_of, b"- b:\n    c: 1\n    c: 1", "'c' stands here twice"),
        (data.yaml_of, "a: ü".encode("latin1"), "not in UTF-8"),
        (data.cells_of, b'{"cells": []\n<<<<<<< ours', "line 2 column 1"),
        (data.cells_of, b"[]", "it is no notebook"),
        (data.cells_of, b'{"metadata": {}}', "it is no notebook"),
        (data.cells_of, '{"cells": ["ü"]}'.encode("latin1"), "not in UTF-8"),
        (data.sources_of, b"@book shannon,\n  title = {A}}", "line 1"),
        (data.sources_of, b"@book{a,\n  title = {A}\n  year = 1}", "line 3"),
    ],
)
def test_the_message_names_the_file(read, content, said, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    path = tmp_path / "book" / "some.file"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ExtensionError) as caught:
        read(path)
    assert str(caught.value).startswith("book/some.file: ") and said in str(caught.value)


def test_what_is_in_order_is_read(tmp_path):
    path = tmp_path / "data"
    path.write_text("a: {b: 1}\nc: {b: 2}\n", "utf8")
    assert data.yaml_of(path) == {"a": {"b": 1}, "c": {"b": 2}}
    path.write_text('{"cells": [1]}', "utf8")
    assert data.cells_of(path) == [1]
