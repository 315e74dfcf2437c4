// How far two words are apart, in slips of the finger. Pure: no page, no network.

/** Letters from which on a word may hold one slip, and two: as in the search of the server. */
const ONE_SLIP_LETTERS = 5;
const TWO_SLIPS_LETTERS = 9;

/** Slips that a word of so many letters is forgiven. */
export function forgiven(letters) {
  if (letters >= TWO_SLIPS_LETTERS) return 2;
  return letters >= ONE_SLIP_LETTERS ? 1 : 0;
}

/**
 * Slips between two words (a letter too much, too few, another, or two exchanged), or `most + 1` as
 * soon as it is known that there are more than `most`.
 */
export function slips(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [older, old, row] = [[], Array.from({ length: b.length + 1 }, (_, j) => j), []];
  for (let i = 1; i <= a.length; i += 1) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, older[j - 2] + 1);
      row[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    [older, old, row] = [old, row, older];
  }
  return old[b.length];
}
