"""Rounds of all programs over the same token ids, and the tables made of their medians.

Knows the targets; runs programs that it is given and nothing else."""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

from sections import table

SETS = ("short", "32x128", "mix")
# Floating-point operations of the encoder in the set of 32 texts: matrices and attention.
FLOP_LONG = 91.8e9
# What a program gives for the same ids may differ by so much in f32, in any value of a vector.
TOLERANCE = 1e-4


@dataclass
class Program:
    """One contestant: how it is called with a number of threads, and what came of it."""

    name: str
    kind: str  # "f32" and "int8" for peers, "own-f32", "own-int8", "own-texts", "peak"
    command: object  # threads -> (arguments, environment)
    rounds: dict = field(default_factory=dict)  # threads -> the lines of its rounds


def run_rounds(programs, threads, rounds, prefix):
    """Every program once a round, so that a slow minute of the machine meets all of them."""
    for number in range(1, rounds + 1):
        for count in threads:
            for program in programs:
                arguments, environment = program.command(count)
                print(
                    f"round {number}/{rounds}, {counted(count, 'thread')}: {program.name}",
                    file=sys.stderr,
                )
                line = one_round([*prefix, *arguments], environment)
                program.rounds.setdefault(count, []).append(line)


def one_round(arguments, environment):
    run = subprocess.run(arguments, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(run.stdout.strip().splitlines()[-1])


def figure(line, name, tokens, queries):
    """Of one round: milliseconds a query, or tokens a second."""
    milliseconds = statistics.median(line[name]["ms"])
    return milliseconds / queries if name == "short" else tokens / milliseconds * 1000


def counted(number, word):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


class Results:
    """Medians over the rounds, and what they are compared with."""

    def __init__(self, programs, inputs):
        self.programs = programs
        self.inputs = inputs

    def figures(self, program, threads, name):
        content = self.inputs[name]
        lines = program.rounds[threads]
        return [figure(line, name, content["tokens"], len(content["passages"])) for line in lines]

    def median(self, program, threads, name):
        return statistics.median(self.figures(program, threads, name))

    def best_peer(self, threads, name):
        """The best f32 peer's median, or nothing where no peer was run."""
        peers = [program for program in self.programs if program.kind == "f32"]
        medians = [self.median(peer, threads, name) for peer in peers]
        if not medians:
            return None
        return min(medians) if name == "short" else max(medians)

    def ratio(self, program, threads, name):
        """How many times the best f32 peer's time or rate; nothing without one."""
        best = self.best_peer(threads, name)
        return self.median(program, threads, name) / best if best else None

    def peak(self, threads):
        found = [program for program in self.programs if program.kind == "peak"]
        return statistics.median(line["gflops"] for line in found[0].rounds[threads])

    def share_of_peak(self, program, threads):
        rate = self.median(program, threads, "32x128") / self.inputs["32x128"]["tokens"]
        return FLOP_LONG * rate / 1e9 / self.peak(threads)

    def spread(self):
        """The largest distance of a round from its median, as a share, and whose it is."""
        worst = (0.0, "")
        for program in self.encoders():
            for threads in program.rounds:
                for name in SETS:
                    middle = self.median(program, threads, name)
                    far = max(
                        abs(value / middle - 1) for value in self.figures(program, threads, name)
                    )
                    worst = max(
                        worst, (far, f"{program.name}, {name}, {counted(threads, 'thread')}")
                    )
        return worst

    def encoders(self):
        return [program for program in self.programs if program.kind != "peak"]


def figures_table(results, threads):
    heads = ["program", "threads"]
    for name in ("short query, ms", "32 × 128, tokens/s", "mixed lengths, tokens/s"):
        heads += [name, "×"]
    heads.append("of multiply-add peak")
    rows = []
    for count in threads:
        for program in results.encoders():
            row = [program.name, str(count)]
            for name in SETS:
                value, ratio = (
                    results.median(program, count, name),
                    results.ratio(program, count, name),
                )
                row.append(f"{value:.2f}" if name == "short" else f"{value:,.0f}")
                row.append(f"{ratio:.2f}" if ratio else "–")
            rows.append([*row, f"{results.share_of_peak(program, count):.0%}"])
    return table(heads, rows)


def quote(results, threads):
    """The figures on the most threads, for a reader in a hurry."""
    count = max(threads)
    rows = []
    for program in results.encoders():
        figures = [results.median(program, count, name) for name in SETS]
        rows.append(
            [program.name, f"{figures[0]:.2f} ms", *(f"{rate:,.0f}" for rate in figures[1:])]
        )
    heads = [
        counted(count, "thread"),
        "a short query",
        "32 × 128, tokens/s",
        "mixed lengths, tokens/s",
    ]
    return table(heads, rows)


# Of a kind of Hallway's own: set, the wanted ratio to the best f32 peer.
TARGETS = {
    "own-f32": (("32x128", 1.15), ("mix", 1.3), ("short", 0.8)),
    "own-int8": (("32x128", 2.0), ("mix", 2.0), ("short", 0.5)),
}
PEAK_TARGET = 0.80
COSINE_TARGET = 0.998
NAMES = {"32x128": "32 × 128", "mix": "mixed lengths", "short": "short query"}


def verdict(measured, wanted, at_most=False):
    met = measured <= wanted if at_most else measured >= wanted
    distance = abs(measured / wanted - 1)
    return (
        "met"
        if met
        else f"missed by {distance:.0%}"
        if distance >= 0.005
        else "missed by under 1 %"
    )


def targets_table(results, threads, reference):
    rows = []

    def row(what, sign, wanted, measured, digits):
        said = verdict(measured, wanted, sign == "≤")
        rows.append([what, f"{sign} {wanted:.{digits}f}", f"{measured:.{digits}f}", said])

    for program in results.programs:
        targets = TARGETS.get(program.kind, ())
        for count in threads:
            for name, wanted in targets:
                ratio = results.ratio(program, count, name)
                if ratio is not None:
                    what = f"{program.name}, {counted(count, 'thread')}: {NAMES[name]}, × best f32 peer"
                    row(what, "≤" if name == "short" else "≥", wanted, ratio, 2)
            if program.kind == "own-f32":
                what = (
                    f"{program.name}, {counted(count, 'thread')}: 32 × 128, share of the multiply-add peak"
                )
                row(what, "≥", PEAK_TARGET, results.share_of_peak(program, count), 2)
        if program.kind == "own-int8":
            _, cosine = agreement(program, reference)
            row(f"{program.name}: least cosine to f32", "≥", COSINE_TARGET, cosine, 4)
    return table(["target", "wanted", "measured", ""], rows)


def agreement(program, reference):
    """Largest difference of a value and least cosine between two programs' vectors, of the first
    round on every number of threads."""
    difference, cosine = 0.0, 1.0
    for threads, rounds in program.rounds.items():
        ours, theirs = rounds[0], reference.rounds[threads][0]
        for name in compared_sets(program):
            pairs = zip(vectors(program, ours, name), vectors(reference, theirs, name))
            for left, right in pairs:
                difference = max(difference, max(abs(a - b) for a, b in zip(left, right)))
                cosine = min(cosine, sum(a * b for a, b in zip(left, right)))
    return difference, cosine


def compared_sets(program):
    """Passages that come as texts are grouped otherwise than those of the others."""
    return ("short",) if program.kind == "own-texts" else SETS


def vectors(program, line, name):
    """The vectors that a program gave for a set; it is an error if there are none."""
    found = line[name].get("vectors")
    if not found:
        raise ValueError(f"{program.name} gives no vectors for {name}")
    return found


def checked(results, reference):
    """A sentence on how far the vectors agree; programs in f32 that do not agree are an error."""
    parts = []
    for program in results.encoders():
        if program is reference:
            continue
        difference, cosine = agreement(program, reference)
        if program.kind.endswith("f32") and not difference <= TOLERANCE:
            raise ValueError(
                f"{program.name} gives other vectors than {reference.name}: {difference:.1e}"
            )
        is_f32 = program.kind.endswith("f32")
        parts.append(
            f"{program.name} {difference:.1e}" if is_f32 else f"{program.name} cosine {cosine:.4f}"
        )
    if not parts:
        return ""
    return f"Vectors against those of {reference.name} (largest difference of a value, or least cosine): {'; '.join(parts)}."


def report(results, threads, reference, rounds):
    far, whose = results.spread()
    peaks = ", ".join(f"{results.peak(count):.0f} GFLOP/s on {count}" for count in threads)
    peaks = f"Multiply-add peak: {peaks} (multiply-adds in registers, f32, in the same rounds)."
    notes = [
        f"Medians of {counted(rounds, 'round')}; × is the ratio to the best f32 peer on as many threads (time for the"
        " short query: less is better; rate for the others: more is better).",
        peaks,
        f"The round furthest from its median is {far:.0%} away ({whose}).",
        checked(results, reference),
    ]
    notes = "\n".join(f"- {note}" for note in notes if note)
    return "\n\n".join(
        [figures_table(results, threads), notes, targets_table(results, threads, reference)]
    )
