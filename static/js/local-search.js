// Keyword search on the device, over the data of a programme. Pure: no page, no network, so that
// another way of scoring (by meaning, say) can stand beside it with the same exports.
import { indexOf, lettersOf, partsOf } from "./local-index.js";
import { forgiven, slips } from "./local-typos.js";
import { fold, isStopWord, placedWords, wordsOf } from "./local-words.js";

/** BM25's saturation: from a few mentions on, more of them add little. */
const SATURATION = 1.6;
/** What a word counts that only begins like the one typed, is another form of it, or is a slip away. */
const PREFIX_SHARE = 0.7;
const FORM_SHARE = 0.8;
const SLIP_SHARE = 0.5;
/** Letters by which another form of a word may be longer or shorter: `talk`, `talks`, `talking`. */
const FORM_LETTERS = 3;
const STEM_LETTERS_MIN = 4;
/** Words that one typed word may stand for: a single letter begins thousands. */
const EXPANSIONS_MAX = 200;
/** Letters of a passage, about two lines on a phone. */
const PASSAGE_CHARS = 160;

/**
 * The talks that a query finds, best first: `[{ talk, score, terms }]`; `terms` are the folded words
 * that were found, for `highlight`. Quoted words must stand together, `-word` must not occur.
 */
export function search(data, query, { limit = 50 } = {}) {
  const asked = parse(query);
  if (asked.words.length === 0) return [];
  const index = indexOf(data);
  const found = gather(index, asked);
  const talks = [...found].map(([place, hit]) => ({
    talk: data.talks[place],
    score: hit.score * (hit.words.size / asked.words.length) ** 2,
    terms: [...hit.terms],
  }));
  talks.sort((a, b) => b.score - a.score);
  const fitting = [];
  for (const hit of talks) {
    if (fitting.length >= limit) break;
    if (fits(data, hit.talk, asked)) fitting.push(hit);
  }
  return fitting;
}

/** A text in pieces `{ text, mark }`: `mark` where a word is one of the terms. */
export function highlight(text, terms) {
  const wanted = new Set(terms);
  const pieces = [];
  let done = 0;
  for (const { word, start, end } of placedWords(text)) {
    if (!wanted.has(word)) continue;
    if (start > done) pieces.push({ text: text.slice(done, start), mark: false });
    pieces.push({ text: text.slice(start, end), mark: true });
    done = end;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), mark: false });
  return pieces;
}

/** The piece of a text around the most of the terms, or its beginning. */
export function passage(text, terms) {
  const wanted = new Set(terms);
  const places = placedWords(text).filter(({ word }) => wanted.has(word));
  const held = (from) => places.filter((it) => it.start >= from && it.end <= from + PASSAGE_CHARS);
  const kinds = (from) => new Set(held(from).map(({ word }) => word)).size;
  let [best, most] = [0, -1];
  for (const { start } of places) {
    const from = Math.max(0, start - PASSAGE_CHARS / 4);
    if (kinds(from) > most) [best, most] = [from, kinds(from)];
  }
  return cut(text, best);
}

function cut(text, from) {
  const start = from === 0 ? 0 : text.indexOf(" ", from - 1) + 1;
  if (text.length <= start + PASSAGE_CHARS) return (start ? "…" : "") + text.slice(start);
  const end = text.lastIndexOf(" ", start + PASSAGE_CHARS);
  return (start ? "…" : "") + text.slice(start, end > start ? end : start + PASSAGE_CHARS) + "…";
}

function parse(query) {
  const phrases = [];
  const without = [];
  const plain = query.replace(/"([^"]+)"/g, (_, phrase) => {
    phrases.push(wordsOf(fold(phrase)));
    return ` ${phrase} `;
  }).replace(/(^|\s)-(\S+)/g, (_, space, word) => {
    without.push(...wordsOf(fold(word)));
    return space;
  });
  const all = [...new Set(wordsOf(fold(plain)))];
  const telling = all.filter((word) => !isStopWord(word));
  const words = telling.length > 0 ? telling : all;
  // Whoever is still typing has not finished the last word.
  const open = /[\s"]$/.test(query) ? null : words.at(-1);
  return { words, phrases, without, open, quoted: new Set(phrases.flat()) };
}

/** What each talk gets from the words of the query. */
function gather(index, asked) {
  const found = new Map();
  for (const word of asked.words) {
    const best = bestTerms(index, expand(index, word, asked));
    // All that a typed word stands for is as rare as the talks it leads to are few.
    const rarity = Math.log(1 + (index.size - best.size + 0.5) / (best.size + 0.5));
    for (const [place, { share, term }] of best) {
      const hit = found.get(place) ?? { score: 0, words: new Set(), terms: new Set() };
      hit.score += share * rarity;
      hit.words.add(word);
      hit.terms.add(term);
      found.set(place, hit);
    }
  }
  return found;
}

/** Of the terms that one typed word stands for, a talk counts the best alone. */
function bestTerms(index, terms) {
  const best = new Map();
  for (const [term, worth] of terms) {
    const list = index.postings.get(term);
    for (let at = 0; at < list.length; at += 2) {
      const [place, weight] = [list[at], list[at + 1]];
      const often = (weight * (SATURATION + 1)) / (weight + SATURATION * index.thinning[place]);
      const share = worth * often;
      if (share > (best.get(place)?.share ?? 0)) best.set(place, { share, term });
    }
  }
  return best;
}

/** The terms that a typed word may stand for, with what they are worth. */
function expand(index, word, asked) {
  const terms = new Map();
  if (index.postings.has(word)) terms.set(word, 1);
  if (asked.quoted.has(word)) return terms;
  for (const term of beginningWith(index, word)) {
    if (terms.size >= EXPANSIONS_MAX) break;
    const isForm = word.length >= STEM_LETTERS_MIN && term.length - word.length <= FORM_LETTERS;
    if (term === word || !(isForm || word === asked.open)) continue;
    terms.set(term, isForm ? FORM_SHARE : PREFIX_SHARE);
  }
  if (terms.size === 0) addSlips(index, word, terms);
  for (let less = 1; less <= FORM_LETTERS; less += 1) {
    const stem = word.slice(0, -less);
    if (stem.length < STEM_LETTERS_MIN) break;
    if (index.postings.has(stem)) terms.set(stem, terms.size > 0 ? SLIP_SHARE : FORM_SHARE);
  }
  return terms;
}

/** Adds the terms that are a slip or two away from a word that nothing else is like. */
function addSlips(index, word, terms) {
  const most = forgiven(word.length);
  if (most === 0) return;
  const letters = lettersOf(word);
  index.words.forEach((term, at) => {
    if (Math.abs(term.length - word.length) > most) return;
    if (bits(letters ^ index.masks[at]) > 2 * most) return;
    const apart = slips(word, term, most);
    if (apart <= most) terms.set(term, SLIP_SHARE / apart);
  });
}

/** The terms that begin with a word; letters are compared first, because that touches no text. */
function beginningWith(index, word) {
  const letters = lettersOf(word);
  return index.words.filter((term, at) => {
    return (letters & ~index.masks[at]) === 0 && term.startsWith(word);
  });
}

function bits(mask) {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Whether a talk has what is quoted and lacks what is excluded. */
function fits(data, talk, asked) {
  if (asked.phrases.length === 0 && asked.without.length === 0) return true;
  const parts = partsOf(data, talk).map(([text]) => ` ${wordsOf(fold(text)).join(" ")} `);
  const holds = (words) => parts.some((part) => part.includes(` ${words.join(" ")} `));
  return asked.phrases.every(holds) && !asked.without.some((word) => holds([word]));
}
