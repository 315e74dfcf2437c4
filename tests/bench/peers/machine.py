"""What a reader must know of the machine that a table was measured on. Measures nothing."""

import os
import platform
import subprocess
import sys
from pathlib import Path

# Instruction sets that the kernels of Hallway or of its peers choose between, oldest first.
INSTRUCTIONS = {
    "avx2": "AVX2", "fma": "FMA", "f16c": "F16C", "avx_vnni": "AVX-VNNI", "avx512f": "AVX-512",
    "avx512_vnni": "AVX-512 VNNI", "amx_int8": "AMX", "asimd": "NEON", "asimddp": "dot product",
    "i8mm": "I8MM",
}  # fmt: skip


# What a figure depends on, of the repository.
MEASURED = ("src", "kernels", "data/model", "tests/bench", "Cargo.toml", "Cargo.lock")


def field(text, *names):
    """The first value in `text` under one of the names, as `/proc` writes them."""
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.strip() in names and value.strip():
            return value.strip()
    return ""


def processor():
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine(), ""
    known = field(info, "flags", "Features").split()
    sets = [name for flag, name in INSTRUCTIONS.items() if flag in known]
    name = field(info, "model name") or platform.machine()
    family = field(info, "cpu family")
    model = field(info, "model")
    return f"{name} (family {family}, model {model})" if family else name, ", ".join(sets)


def memory_gib():
    try:
        total = field(Path("/proc/meminfo").read_text(encoding="utf-8"), "MemTotal")
        return f"{int(total.split()[0]) / 2**20:.0f} GiB"
    except (OSError, IndexError, ValueError):
        return "unknown memory"


def virtual():
    """`, virtual` where the processor says that another system stands below this one."""
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return ""
    return ", virtual machine" if "hypervisor" in field(info, "flags").split() else ""


def cores(prefix=()):
    """Processors that a program run behind `prefix` may use."""
    count = "len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1"
    return int(output(*prefix, sys.executable, "-c", f"import os; print({count})") or 1)


def description(prefix=()):
    name, sets = processor()
    sets = f"; {sets}" if sets else ""
    system = f"{platform.system()} {platform.machine()}"
    return f"{name}, {cores(prefix)} cores{virtual()}{sets}; {memory_gib()}; {system}"


def output(*command):
    """What a command prints on its first line, even one that tells its version as if that were a
    failure; empty where it prints nothing or cannot run."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return (run.stdout.splitlines() or [""])[0].strip()


def commit(repository):
    """The commit measured, with a `+` where files differ from it."""
    at = ("git", "-C", str(repository))
    name = output(*at, "rev-parse", "--short=12", "HEAD")
    changed = output(*at, "status", "--porcelain", "--untracked-files=no", "--", *MEASURED)
    return (name or "unknown") + ("+" if changed else "")
