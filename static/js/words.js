// Words of the scripts in the page's language: the English is the key, values stand in braces.

const dictionary = readDictionary();

export function language() {
  return globalThis.document?.documentElement.lang || "en";
}

export function t(english, values = {}) {
  const words = dictionary.get(english) || english;
  return words.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole);
}

// Languages differ in what counts as one: French says "0 talk".
export function plural(n, one, many, values = {}) {
  const isOne = new Intl.PluralRules(language()).select(n) === "one";
  return t(isOne ? one : many, { n, ...values });
}

function readDictionary() {
  const block = globalThis.document?.getElementById("script-words");
  if (!block) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(block.textContent)));
  } catch {
    return new Map();
  }
}
