"""Words: jieba's own dictionary, read faster, and names of the registries kept whole."""

from __future__ import annotations

import jieba

from extractors.words import dictionary, split, usual_words


def test_the_dictionary_is_what_jieba_makes_of_it() -> None:
    counts, total = usual_words()
    theirs, their_total = jieba.Tokenizer.gen_pfdict(jieba.Tokenizer().get_dict_file())
    assert dict(counts) == theirs
    assert total == their_total


def test_names_of_one_tokenizer_are_not_known_to_the_next() -> None:
    said = "找明昭办事"
    assert (1, "明昭") in split(dictionary(["明昭"]), said, 0)
    assert (1, "明昭") not in split(dictionary([]), said, 0)
