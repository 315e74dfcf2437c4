"""Parts of a document between `<!-- name -->` and `<!-- /name -->`, each replaced alone."""


def replaced(document, name, content):
    """The document with another content of one part; a part that is missing is an error."""
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = document.partition(opening)
    _, closed, after = rest.partition(closing)
    if not found or not closed:
        raise ValueError(f"the document has no part `{name}`")
    return f"{before}{opening}{content.strip()}\n{closing}{after}"


def table(heads, rows):
    """A Markdown table; every column but the first is aligned to the right."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
