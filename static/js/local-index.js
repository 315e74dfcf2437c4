// An index of a programme's talks by word: which talks hold it, and how prominently.
// Pure: no page, no network.
import { fold, wordsOf } from "./local-words.js";

/** What a word counts in each part of a talk, against one in the abstract. */
const TITLE_WEIGHT = 6;
const PEOPLE_WEIGHT = 5;
const TOPICS_WEIGHT = 3;
const PLACE_WEIGHT = 2;
const TEXT_WEIGHT = 1;
/** How much a long abstract thins its words: half of what is usual, because a title weighs most. */
const LENGTH_SHARE = 0.4;

const built = new WeakMap();

/** The index of a programme; built at the first call, then kept as long as the programme. */
export function indexOf(data) {
  if (!built.has(data)) built.set(data, build(data));
  return built.get(data);
}

/** The parts of a talk with their weights. */
export function partsOf(data, talk) {
  const rooms = (talk.slots ?? []).map((slot) => data.rooms?.[slot.room] ?? "");
  return [
    [talk.title, TITLE_WEIGHT],
    [(talk.speakers ?? []).join(" "), PEOPLE_WEIGHT],
    [(talk.topics ?? []).join(" "), TOPICS_WEIGHT],
    [[data.tracks?.[talk.track] ?? "", ...new Set(rooms), talk.kind].join(" "), PLACE_WEIGHT],
    [talk.text ?? "", TEXT_WEIGHT],
  ];
}

function build(data) {
  const postings = new Map();
  const lengths = new Float64Array(data.talks.length);
  data.talks.forEach((talk, place) => {
    for (const [text, weight] of partsOf(data, talk)) {
      const words = wordsOf(fold(text));
      lengths[place] += words.length * weight;
      for (const word of words) addMention(postings, word, place, weight);
    }
  });
  const words = [...postings.keys()];
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const thinning = lengths.map((length) => 1 - LENGTH_SHARE + LENGTH_SHARE * (length / (mean || 1)));
  return { postings, words, masks: Int32Array.from(words, lettersOf), thinning, size: data.talks.length };
}

/** A list of a word is `[place, weight, place, weight, …]`, places in rising order. */
function addMention(postings, word, place, weight) {
  const list = postings.get(word);
  if (!list) postings.set(word, [place, weight]);
  else if (list[list.length - 2] === place) list[list.length - 1] += weight;
  else list.push(place, weight);
}

/** Which letters a word has, a bit each: words far apart in letters need not be compared. */
export function lettersOf(word) {
  let mask = 0;
  for (let at = 0; at < word.length; at += 1) mask |= 1 << (word.charCodeAt(at) & 31);
  return mask;
}
