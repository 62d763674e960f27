// Which things a query finds: names first, then names spelt nearly so, then definitions.

const SHOWN_RESULTS = 12;
const [EXACT, BEGINS, WORDS, INSIDE, NEAR, DEFINED] = [0, 1, 2, 3, 4, 5];

/** How many letters must be put in, left out, changed or swapped with their neighbour to make one text the other. */
function distance(a, b) {
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** How many slips are forgiven in a text of this length. */
function forgiven(length) {
  if (length < 4) return 0;
  return length < 9 ? 1 : 2;
}

const wordsOf = (text) => text.match(/[\p{L}\p{N}]+/gu) || [];
const bare = (text) => wordsOf(text).join(" ");

/** What can be found: every thing with its folded names and definitions. */
function searchIndex(things) {
  return things.map((thing, place) => {
    const names = [...wordings(thing.label), ...(thing.alt || []).flatMap(wordings)];
    names.push({ text: thing.id, lang: null });
    const folded = names.map((name) => ({ ...name, key: bare(fold(name.text)) }));
    const definition = wordings(thing.definition)
      .map((text) => bare(fold(text.text)))
      .join(" ");
    return { place, names: folded, definition };
  });
}

/** How well a name fits a query, both folded: a rank, the smaller the better, or nothing. */
function closeness(query, words, name) {
  if (name === query) return EXACT;
  if (name.startsWith(query)) return BEGINS;
  const others = name.split(" ");
  if (words.every((word) => others.some((other) => other.startsWith(word)))) return WORDS;
  return query.length > 2 && name.includes(query) ? INSIDE : null;
}

/** Whether a name, or as much of it as the query is long, is spelt nearly as the query is. */
function isNear(query, words, name) {
  const limit = forgiven(query.length);
  if (limit === 0) return false;
  if (distance(query, name) <= limit || distance(query, name.slice(0, query.length)) <= limit) return true;
  const others = name.split(" ");
  const near = (word) =>
    others.some((other) => other.startsWith(word) || distance(word, other) <= forgiven(word.length));
  return words.every(near);
}

/** The things that a query finds, the best first: [{place, rank, name}]. */
function search(index, text) {
  const query = bare(fold(text));
  if (!query) return [];
  const words = query.split(" ");
  const best = (entry, rankOf) => {
    const ranked = entry.names.map((name) => ({ name, rank: rankOf(name.key) })).filter((hit) => hit.rank !== null);
    ranked.sort((a, b) => a.rank - b.rank);
    return ranked.length ? { place: entry.place, ...ranked[0] } : null;
  };
  let hits = index.map((entry) => best(entry, (key) => closeness(query, words, key))).filter(Boolean);
  if (!hits.length) {
    hits = index.map((entry) => best(entry, (key) => (isNear(query, words, key) ? NEAR : null))).filter(Boolean);
  }
  const named = new Set(hits.map((hit) => hit.place));
  for (const entry of index) {
    if (query.length > 2 && !named.has(entry.place) && ` ${entry.definition}`.includes(` ${query}`)) {
      hits.push({ place: entry.place, rank: DEFINED, name: null });
    }
  }
  const length = (hit) => (hit.name ? hit.name.key.length : 0);
  return hits.sort(
    (a, b) => a.rank - b.rank || isExtra(a.place) - isExtra(b.place) || length(a) - length(b) || a.place - b.place,
  );
}
