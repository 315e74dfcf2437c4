// Words of a text as the local index knows them: folded, without accents, cut at what is no letter.
// Pure: no page, no network.

/** Letters that do not come apart into a base letter and a mark. */
const PLAIN_LETTERS = { ß: "ss", ø: "o", ł: "l", đ: "d", æ: "ae", œ: "oe", ı: "i", ð: "d", þ: "th" };
const ODD_LETTERS = /[ßøłđæœıðþ]/g;
/** Dashes and quotation marks become spaces, so that most folded texts are plain ASCII. */
const NO_LETTERS = /[^\p{L}\p{N}\x00-\x7f]+/gu;
const ODD_RUN = /[^\x00-\x7f]+/g;
const foldedRuns = new Map();
/** Runs remembered: the letters of a few languages, and a bound for texts in unspaced scripts. */
const FOLDED_RUNS_MAX = 4000;
const ASCII_ONLY = /^[\x00-\x7f]*$/;
/** `c++`, `c#` and `f#` are words of programmes. */
const WORD = /[\p{L}\p{N}]+(?:\+\+|#)?/gu;
/** The same for folded text of most languages of Europe, several times faster. */
const ASCII_WORD = /[a-z0-9]+(?:\+\+|#)?/g;
/** Scripts written without spaces: cut into pairs of characters instead. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

/** Words that tell talks apart in no language of ours; a query of nothing else keeps them. */
const STOP_WORDS = new Set((
  "a about an and are as at be but by for from has have how i in into is it its of on or our that " +
  "the their this to was we what when where which who why will with you your " +
  "als am auf aus bei das dem den der des die ein eine einen einer es fur im in ist mit nicht oder " +
  "sich sie und uber um von was wie wir zu zum zur " +
  "au aux avec ce ces dans de des du en est et il la le les l d mais ou par pas pour que qui sur un une"
).split(" "));

/** A text in lower case without accents. */
export function fold(text) {
  const lower = text.toLowerCase();
  return ASCII_ONLY.test(lower) ? lower : lower.replace(ODD_RUN, foldRun);
}

/** Runs of letters beyond ASCII are short and come again and again: an `ü`, a dash. */
function foldRun(run) {
  let folded = foldedRuns.get(run);
  if (folded === undefined) {
    const bare = run.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
    const plain = bare.replace(ODD_LETTERS, (letter) => PLAIN_LETTERS[letter]);
    folded = plain.replace(NO_LETTERS, " ");
    if (foldedRuns.size > FOLDED_RUNS_MAX) foldedRuns.clear();
    foldedRuns.set(run, folded);
  }
  return folded;
}

/** The words of a folded text, in order. */
export function wordsOf(folded) {
  if (ASCII_ONLY.test(folded)) return folded.match(ASCII_WORD) ?? [];
  const found = folded.match(WORD) ?? [];
  return found.flatMap((word) => (UNSPACED.test(word) ? pairs(word) : [word]));
}

/** Whether a folded word is too common to look for. */
export function isStopWord(word) {
  return STOP_WORDS.has(word);
}

/** The words of a text as written, each with its place: `{ word, start, end }`, `word` folded. */
export function placedWords(text) {
  return [...text.matchAll(WORD)].map((match) => ({
    word: fold(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function pairs(word) {
  const letters = [...word];
  if (letters.length < 2) return letters;
  return letters.slice(1).map((letter, at) => letters[at] + letter);
}
