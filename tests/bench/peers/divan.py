"""What `cargo bench` prints (divan's tree, and the table of pages below it) as Markdown."""

import re

from sections import table

# A branch of the tree, its name, and the first three columns where it is a benchmark.
LINE = re.compile(r"^(?P<depth>[│ ]*)[├╰]─ (?P<name>\S+)\s*(?P<columns>.*)$")
# A page of the site: address, median, 95th percentile, compressed bytes.
PAGE = re.compile(r"^(?P<page>/\S*)\s+(?P<median>[\d.]+ ms)\s+(?P<p95>[\d.]+ ms)\s+(?P<bytes>\d+)$")


def benchmarks(lines):
    """Name, median, fastest and slowest of every benchmark."""
    found, parents = [], {}
    for line in lines:
        match = LINE.match(line)
        if not match:
            continue
        depth = len(match["depth"])
        columns = [column.strip() for column in match["columns"].split("│")]
        parents[depth] = match["name"]
        if len(columns) >= 3 and re.match(r"[\d.]+ \S+$", columns[0]):
            path = [parents[level] for level in sorted(parents) if level <= depth]
            fastest, slowest, median = columns[:3]
            found.append([" / ".join(path).replace("_", " "), median, fastest, slowest])
        for level in [level for level in parents if level > depth]:
            del parents[level]
    return found


def pages(lines):
    """Address, median, 95th percentile and compressed bytes of every page."""
    matches = [match for line in lines if (match := PAGE.match(line))]
    return [[f"`{m['page']}`", m["median"], m["p95"], f"{int(m['bytes']):,}"] for m in matches]


def report(printed):
    lines = printed.splitlines()
    parts = [table(["benchmark", "median", "fastest", "slowest"], benchmarks(lines))]
    if found := pages(lines):
        parts.append("Pages of an event with a thousand talks, in process:")
        parts.append(table(["page", "median", "p95", "gzip bytes"], found))
    return "\n\n".join(parts)
