"""Prepares the inputs that every program in the comparison gets: texts, their token ids and their
groups, written once as JSON. Measures nothing and runs no model.

usage: inputs.py MODEL_DIR CONFERENCE.json... > inputs.json
"""

import json
import math
import re
import sys

# 7, 10 and 11 tokens with the two special ones.
SHORT = (
    "running models in the browser",
    "how to run models on the gpu",
    "when does the keynote about open source models start",
)
LONG_TEXTS = 32
LONG_TOKENS = 128
MIXED_TEXTS = 256
# (share of the passages, tokens) of the passages of an archive: abstracts, sentences, windows of
# transcripts. Between these the length grows by a constant factor.
MIXED_QUANTILES = ((0.0, 6), (0.1, 11), (0.5, 48), (0.9, 208), (1.0, 256))
# A group that is padded to its longest passage, and one laid end to end as Hallway lays it.
GROUP_TEXTS = 64
GROUP_TOKENS = 4096
# Runs before and while the clock counts, in one round.
REPEATS = {
    "short": {"warm": 20, "timed": 60},
    "32x128": {"warm": 1, "timed": 2},
    "mix": {"warm": 1, "timed": 1},
}


def quantile(share):
    """Length in tokens below which `share` of the mixed passages lie."""
    for (low, short), (high, long) in zip(MIXED_QUANTILES, MIXED_QUANTILES[1:]):
        if share <= high:
            part = (share - low) / (high - low)
            return math.exp(math.log(short) * (1 - part) + math.log(long) * part)
    raise ValueError(share)


class WordPiece:
    """The model's tokenizer for words of plain small letters, where it is no more than this."""

    def __init__(self, model):
        with open(f"{model}/tokenizer.json", encoding="utf-8") as handle:
            self.ids = json.load(handle)["model"]["vocab"]

    def word(self, word):
        """Ids of the longest known pieces from the left; none where a rest is unknown."""
        pieces, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self.ids), None)
            if end is None:
                return []
            pieces.append(self.ids[mark + word[start:end]])
            start = end
        return pieces

    def passage(self, words):
        pieces = [piece for word in words for piece in self.word(word)]
        return {"text": " ".join(words), "ids": [self.ids["[CLS]"], *pieces, self.ids["[SEP]"]]}


class Words:
    """The words of the shipped conferences' abstracts, cut into passages of a wished length."""

    def __init__(self, tokenizer, files):
        self.tokenizer = tokenizer
        self.words = []
        for file in files:
            with open(file, encoding="utf-8") as handle:
                for talk in json.load(handle)["talks"]:
                    self.words += re.findall(r"\b[a-z]+\b", (talk.get("abstract") or "").lower())
        self.words = [word for word in self.words if tokenizer.word(word)]
        self.at = 0

    def passage(self, tokens):
        """The next words that make exactly `tokens` tokens, the two special ones included."""
        while True:
            chosen, missing, index = [], tokens - 2, self.at
            while missing > 0:
                word = self.words[index % len(self.words)]
                chosen.append(word)
                missing -= len(self.tokenizer.word(word))
                index += 1
            if missing == 0:
                self.at = index % len(self.words)
                return self.tokenizer.passage(chosen)
            self.at += 1


def by_length(passages):
    return sorted(range(len(passages)), key=lambda index: -len(passages[index]["ids"]))


def packed(passages):
    """Indices by length, longest first: each group within the tokens of a group, without padding."""
    result, tokens = [], 0
    for index in by_length(passages):
        length = len(passages[index]["ids"])
        if not result or tokens + length > GROUP_TOKENS:
            result.append([])
            tokens = 0
        result[-1].append(index)
        tokens += length
    return result


def padded(passages):
    """Indices by length, longest first: each group within the limits once padded to its longest."""
    result = []
    for index in by_length(passages):
        longest = len(passages[result[-1][0]]["ids"]) if result else 0
        full = not result or len(result[-1]) == GROUP_TEXTS
        if full or longest * (len(result[-1]) + 1) > GROUP_TOKENS:
            result.append([])
        result[-1].append(index)
    return result


def main():
    model, files = sys.argv[1], sys.argv[2:]
    tokenizer = WordPiece(model)
    words = Words(tokenizer, files)
    short = [tokenizer.passage(query.split()) for query in SHORT]
    long = [words.passage(LONG_TOKENS) for _ in range(LONG_TEXTS)]
    lengths = [round(quantile(i / (MIXED_TEXTS - 1))) for i in range(MIXED_TEXTS)]
    mixed = [words.passage(length) for length in lengths]
    # In the order of no length, as an archive has them: 97 and 256 have no common divisor.
    mixed = [mixed[i * 97 % MIXED_TEXTS] for i in range(MIXED_TEXTS)]
    alone = [[index] for index in range(len(short))]
    sets = {
        "short": {"passages": short, "padded": alone, "packed": alone},
        "32x128": {"passages": long, "padded": padded(long), "packed": packed(long)},
        "mix": {"passages": mixed, "padded": padded(mixed), "packed": packed(mixed)},
    }
    for name, content in sets.items():
        lengths = [len(item["ids"]) for item in content["passages"]]
        content["tokens"] = sum(lengths)
        content["repeats"] = REPEATS[name]
        print(f"{name}: {sum(lengths)} tokens, {min(lengths)} to {max(lengths)}", file=sys.stderr)
    json.dump(sets, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
