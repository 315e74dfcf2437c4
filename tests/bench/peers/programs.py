"""Builds and installs what the comparison runs, into a folder below Cargo's target folder. Says
what it fetches; measures nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

from embedding import Program

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
MODEL = REPOSITORY / "data" / "model"


class Missing(Exception):
    """Something that is needed could not be built or fetched: what, and what to do."""


def call(arguments, advice, **options):
    try:
        return subprocess.run([str(part) for part in arguments], check=True, **options)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing(f"{advice}\n({error})") from error


def say(text):
    print(text, file=sys.stderr, flush=True)


def target_folder():
    """Cargo's target folder for the package."""
    advice = "cargo is needed: see https://www.rust-lang.org/tools/install"
    arguments = ["cargo", "metadata", "--format-version=1", "--no-deps", "--offline"]
    run = call(arguments, advice, cwd=REPOSITORY, stdout=subprocess.PIPE)
    return Path(json.loads(run.stdout)["target_directory"])


def built_benchmarks(prefix):
    """The program of the benchmarks, built as a release."""
    say("building the benchmarks (a first build takes minutes)")
    arguments = [*prefix, "cargo", "bench", "--locked", "--no-run", "--message-format=json"]
    run = call(arguments, "the benchmarks do not build", cwd=REPOSITORY, stdout=subprocess.PIPE)
    for line in run.stdout.decode().splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("executable") and "bench" in message.get("target", {}).get("kind", []):
            return Path(message["executable"])
    raise Missing("cargo built no program of benchmarks")


def built_binary(prefix):
    """The program itself, built as a release."""
    say("building the program")
    arguments = [*prefix, "cargo", "build", "--release", "--locked", "--message-format=json"]
    run = call(arguments, "the program does not build", cwd=REPOSITORY, stdout=subprocess.PIPE)
    for line in run.stdout.decode().splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("executable") and "bin" in message.get("target", {}).get("kind", []):
            return Path(message["executable"])
    raise Missing("cargo built no program")


class Tools:
    """The folder with the virtual environment, the graphs, the inputs and candle's program."""

    def __init__(self, target):
        self.folder = target / "peers"
        self.python = self.folder / "venv" / "bin" / "python"
        self.candle = self.folder / "candle" / "release" / "candle-peer"

    def install(self, prefix):
        """Fetches and builds the peers where that has not been done."""
        requirements = HERE / "requirements.txt"
        say(f"installing into {self.folder} what {requirements} names (about 100 MB, from PyPI)")
        self.folder.mkdir(parents=True, exist_ok=True)
        offline = "the peers cannot be fetched; `--without-peers` measures Hallway alone"
        if not self.python.exists():
            call([sys.executable, "-m", "venv", self.folder / "venv"], "python3-venv is needed")
        pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        call([*pip, "--requirement", requirements], offline)
        say("building candle's program (its crates are fetched from crates.io; minutes)")
        manifest = HERE / "candle" / "Cargo.toml"
        build = ["cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", manifest]
        call([*prefix, *build, "--target-dir", self.folder / "candle"], offline)

    def graphs(self):
        """The shipped model as graphs for onnxruntime."""
        say("writing the graphs")
        folder = self.folder / "graphs"
        with open(self.folder / "graphs.log", "w", encoding="utf-8") as log:
            arguments = [self.python, HERE / "graphs.py", MODEL, folder]
            call(arguments, f"the graphs cannot be made: see {log.name}", stderr=log, stdout=log)
        return folder

    def inputs(self):
        """The file of inputs, which needs none of the peers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "inputs.json"
        files = sorted((REPOSITORY / "data").glob("aidev-*.json"))
        with open(path, "w", encoding="utf-8") as file:
            arguments = [sys.executable, HERE / "inputs.py", MODEL, *files]
            call(arguments, "the inputs cannot be made", stdout=file)
        return path

    def versions(self):
        """What the peers are, for the reader of the table."""
        run = call([self.python, "-m", "pip", "freeze"], "pip cannot run", stdout=subprocess.PIPE)
        wanted = ("onnxruntime", "numpy")
        found = [line.replace("==", " ") for line in run.stdout.decode().splitlines()]
        lock = (HERE / "candle" / "Cargo.lock").read_text(encoding="utf-8")
        candle = lock.split('name = "candle-transformers"\nversion = "')[1].split('"')[0]
        return [line for line in found if line.split(" ")[0] in wanted] + [f"candle {candle}"]


def environment(**more):
    return {**os.environ, **{name: str(value) for name, value in more.items()}}


def hallway(benchmarks, inputs):
    """Hallway's own rounds: `programs` of kinds that the targets speak of."""

    def program(name, kind, subject):
        def command(threads):
            variables = {
                "HALLWAY_BENCH_INPUTS": inputs,
                "HALLWAY_BENCH_SUBJECT": subject,
                "RAYON_NUM_THREADS": threads,
            }
            return [str(benchmarks)], environment(**variables)

        return Program(name, kind, command)

    return [
        program("multiply-add peak", "peak", "peak"),
        program("Hallway f32", "own-f32", "f32"),
        program("Hallway int8", "own-int8", "int8"),
        program("Hallway as shipped, from texts", "own-texts", "texts"),
    ]


def peers(tools, graphs, inputs):
    """The peers' rounds; the first is what all vectors are compared with."""

    def onnxruntime(name, kind, graph):
        def command(threads):
            script = [tools.python, HERE / "onnx_round.py", graphs / f"{graph}.onnx", inputs]
            return [*map(str, script), str(threads)], environment()

        return Program(f"onnxruntime {name}", kind, command)

    def candle(threads):
        arguments = [str(tools.candle), str(MODEL), str(inputs)]
        return arguments, environment(RAYON_NUM_THREADS=threads, CANDLE_NUM_THREADS=threads)

    return [
        onnxruntime("f32, fused graph", "f32", "fused"),
        onnxruntime("f32, its optimiser", "f32", "optimised"),
        onnxruntime("int8", "int8", "int8"),
        Program("candle f32", "f32", candle),
    ]
