"""Tests of what the tables are made with: `python3 -m unittest discover tests/bench/peers`."""

import unittest

import divan
import embedding
import inputs
from sections import replaced, table


def program(name, kind, milliseconds):
    """A program whose rounds took so long for each set, on one thread."""
    made = embedding.Program(name, kind, None)
    vectors = [[1.0, 0.0]]
    line = lambda ms: {each: {"ms": [ms], "vectors": vectors} for each in embedding.SETS}
    made.rounds = {1: [line(ms) for ms in milliseconds]}
    return made


def peak(gflops):
    made = embedding.Program("multiply-add peak", "peak", None)
    made.rounds = {1: [{"gflops": gflops}]}
    return made


INPUTS = {
    "short": {"tokens": 28, "passages": [{}] * 3},
    "32x128": {"tokens": 4096, "passages": [{}] * 32},
    "mix": {"tokens": 20000, "passages": [{}] * 256},
}


class Sections(unittest.TestCase):
    def test_one_part_is_replaced_and_the_rest_stays(self):
        document = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n"
        changed = replaced(document, "x", "new\n\n")
        self.assertEqual(changed, document.replace("old", "new"))
        self.assertEqual(replaced(changed, "y", "1"), changed.replace("y -->\n<", "y -->\n1\n<"))

    def test_a_document_without_the_part_is_refused(self):
        with self.assertRaises(ValueError):
            replaced("<!-- x -->\nunclosed", "x", "new")

    def test_a_table_aligns_all_but_the_first_column_to_the_right(self):
        self.assertEqual(table(["a", "b"], [["1", "2"]]), "| a | b |\n| --- | ---: |\n| 1 | 2 |")


class Tables(unittest.TestCase):
    def setUp(self):
        self.own = program("Hallway f32", "own-f32", [300, 200, 100])
        self.slow = program("slow", "f32", [800])
        self.fast = program("fast", "f32", [400])
        everyone = [self.own, self.slow, self.fast, peak(918.0)]
        self.results = embedding.Results(everyone, INPUTS)

    def test_a_figure_is_the_median_of_the_rounds(self):
        self.assertEqual(self.results.median(self.own, 1, "32x128"), 4096 / 0.2)
        self.assertAlmostEqual(self.results.median(self.own, 1, "short"), 200 / 3)

    def test_ratios_are_to_the_best_peer_of_each_set(self):
        self.assertAlmostEqual(self.results.ratio(self.own, 1, "mix"), 2.0)
        self.assertAlmostEqual(self.results.ratio(self.own, 1, "short"), 0.5)

    def test_a_target_says_by_how_much_it_is_missed(self):
        self.assertEqual(embedding.verdict(1.0, 1.25), "missed by 20%")
        self.assertEqual(embedding.verdict(0.88, 0.8, at_most=True), "missed by 10%")
        self.assertEqual(embedding.verdict(0.8, 0.8, at_most=True), "met")

    def test_the_share_of_the_peak_counts_the_operations_of_the_encoder(self):
        # 91.8 GFLOP in 0.2 s are 459 GFLOP/s.
        self.assertAlmostEqual(self.results.share_of_peak(self.own, 1), 0.5)

    def test_a_program_with_other_vectors_is_an_error(self):
        self.slow.rounds[1][0]["mix"]["vectors"] = [[0.9, 0.1]]
        with self.assertRaises(ValueError):
            embedding.checked(self.results, self.fast)

    def test_the_report_names_everyone(self):
        text = embedding.report(self.results, [1], self.fast, 3)
        for name in ("Hallway f32", "slow", "fast", "918 GFLOP/s on 1"):
            self.assertIn(name, text)


class Divan(unittest.TestCase):
    def test_the_tree_becomes_rows(self):
        lines = [
            "hallway          fastest       │ slowest       │ median        │ mean          │ samples │ iters",
            "├─ embed                       │               │               │               │         │",
            "│  ├─ short      1.1 ms        │ 3.3 ms        │ 2.2 ms        │ 2.2 ms        │ 100     │ 100",
            "│  │             8 Kitem/s     │ 8 Kitem/s     │ 8 Kitem/s     │ 8 Kitem/s     │         │",
            "╰─ scan                        │               │               │               │         │",
            "   ╰─ of        ",
            "      ╰─ 1000    5 µs          │ 7 µs          │ 6 µs          │ 6 µs          │ 100     │ 100",
        ]
        expected = [
            ["embed / short", "2.2 ms", "1.1 ms", "3.3 ms"],
            ["scan / of / 1000", "6 µs", "5 µs", "7 µs"],
        ]
        self.assertEqual(divan.benchmarks(lines), expected)

    def test_pages_become_rows(self):
        lines = ["page   median  p95 gzip bytes", "/e/big/t/17    0.53 ms   0.73 ms       5012"]
        self.assertEqual(divan.pages(lines), [["`/e/big/t/17`", "0.53 ms", "0.73 ms", "5,012"]])


class Inputs(unittest.TestCase):
    def test_lengths_have_the_promised_quantiles_and_sum(self):
        lengths = [round(inputs.quantile(i / 255)) for i in range(256)]
        self.assertEqual((lengths[25], lengths[128], lengths[255]), (11, 48, 256))
        self.assertEqual(sum(lengths), 19925)

    def test_groups_hold_every_passage_within_the_limits(self):
        passages = [{"ids": [0] * (1 + i * 37 % 256)} for i in range(300)]
        for groups in (inputs.padded(passages), inputs.packed(passages)):
            self.assertEqual(sorted(sum(groups, [])), list(range(300)))
        for group in inputs.padded(passages):
            longest = max(len(passages[index]["ids"]) for index in group)
            self.assertTrue(len(group) <= 64 and longest * len(group) <= 4096)
        for group in inputs.packed(passages):
            self.assertLessEqual(sum(len(passages[index]["ids"]) for index in group), 4096)


if __name__ == "__main__":
    unittest.main()
