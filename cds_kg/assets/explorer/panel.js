// The panel: all that the graph knows of the open thing.

function renderPanel() {
  const place = state.id === null ? undefined : byId.get(state.id);
  const panel = $("panel");
  panel.hidden = state.id === null;
  document.body.classList.toggle("has-panel", !panel.hidden);
  if (panel.hidden) return panel.replaceChildren();
  const close = make(
    "button",
    { type: "button", class: "close", "aria-label": word("close"), onclick: closePanel },
    make("span", { "aria-hidden": "true" }, "×"),
  );
  if (place === undefined) {
    return panel.replaceChildren(
      close,
      make("h2", { id: "panel-title", tabindex: "-1" }, word("unknown", { name: state.id })),
    );
  }
  const thing = thingAt(place);
  panel.scrollTop = 0;
  return panel.replaceChildren(
    close,
    ...panelHead(thing),
    ...panelTimes(thing),
    ...panelRelations(place, thing),
    ...panelEvidence(thing),
    ...panelEnd(thing),
  );
}

function section(name, ...children) {
  return make("section", {}, make("h3", {}, word(name)), ...children);
}

function fact(name, ...values) {
  return make("div", { class: "fact" }, make("dt", {}, word(name)), make("dd", {}, ...values));
}

function panelHead(thing) {
  const [first, ...others] = inOrder(wordings(thing.label));
  const names = (thing.alt || []).map((name) => say("span", name));
  const kinds = (thing.classes || []).map((term) => say("span", capital(worded(data.terms[term])), { class: "kind" }));
  const facts = [];
  if (thing.levels) facts.push(fact("level", ...joined(thing.levels.map(refer), ", ")));
  if (names.length) facts.push(fact("otherNames", ...joined(names, "; ")));
  return [
    make("p", { class: "kinds" }, ...kinds),
    say("h2", first || { text: thing.id, lang: null }, { id: "panel-title", tabindex: "-1" }),
    ...others.map((other) => say("p", other, { class: "other-label" })),
    ...inOrder(wordings(thing.definition)).map((text, place) =>
      say("p", text, { class: place ? "definition other" : "definition" }),
    ),
    facts.length ? make("dl", { class: "facts" }, ...facts) : null,
  ].filter(Boolean);
}

/** Wordings with that in the page's language first. */
function inOrder(texts) {
  return [...texts].sort((a, b) => (b.lang === state.lang) - (a.lang === state.lang));
}

/** What it is called when, since when it is there, and how it ends. */
function panelTimes(thing) {
  const facts = [];
  if (thing.names) facts.push(fact("namesOverTime", ...joined(thing.names.map(datedName), "; ")));
  if (thing.begins) facts.push(fact("begins", worded(thing.begins).text));
  if (thing.ending) {
    facts.push(fact(thing.ending.over ? "ended" : "ends", worded(thing.ending.text).text));
    if (thing.ending.acts.length) facts.push(fact("byAct", ...joined(thing.ending.acts.map(refer), "; ")));
    if (thing.ending.heirs.length) facts.push(fact("replacedBy", ...joined(thing.ending.heirs.map(refer), "; ")));
  }
  return facts.length ? [make("dl", { class: thing.ending ? "facts ending" : "facts" }, ...facts)] : [];
}

function datedName([text, first, last]) {
  const days = [first && word("since", { day: worded(first).text }), last && worded(last).text].filter(Boolean);
  return make("span", {}, text, days.length ? ` (${days.join(", ")})` : null);
}

function panelRelations(place, thing) {
  const found = [];
  if (thing.out) found.push(section("outgoing", make("dl", { class: "relations" }, ...thing.out.map(outgoing))));
  if (thing.in) {
    const lines = thing.in.flatMap(([term, values]) => values.map((value) => incoming(place, term, value)));
    found.push(section("incoming", make("ul", { class: "sentences" }, ...lines)));
  }
  if (thing.matches) found.push(section("matches", make("dl", { class: "relations" }, ...thing.matches.map(outgoing))));
  return found;
}

function outgoing([term, values]) {
  const shown = inLanguage(values).map((value) => make("li", {}, refer(value)));
  return make("div", {}, say("dt", worded(data.terms[term])), make("dd", {}, make("ul", {}, ...shown)));
}

/** A statement of another thing about this one, as a sentence. */
function incoming(place, term, value) {
  return make(
    "li",
    {},
    refer(value),
    " ",
    say("span", worded(data.terms[term]), { class: "verb" }),
    " ",
    say("span", labelOf(place), { class: "self" }),
  );
}

// --- evidence --------------------------------------------------------------------------------------------------------

function panelEvidence(thing) {
  const claims = (thing.claims || []).map((place) => data.claims[place]);
  const external = (thing.external || []).map((place) => externalClaim(data.external[place]));
  const found = [];
  if (claims.length) {
    const sources = [...new Set(claims.map((claim) => claim.source).filter((source) => source !== null))];
    const from = joined(
      sources.map((source) => say("span", worded(data.sources[source]))),
      "; ",
    );
    const [before, after] = word("sourceOf").split("{source}");
    found.push(section("evidence", make("p", { class: "from" }, before, ...from, after), ...claims.map(claimCard)));
  }
  if (external.length)
    found.push(
      make(
        "details",
        {},
        make("summary", {}, `${word("externalEvidence")} (${external.length})`),
        make("ul", { class: "external" }, ...external),
      ),
    );
  if (!found.length) found.push(make("p", { class: "message" }, word("noEvidence")));
  return found;
}

function claimCard(claim) {
  const [line, start, end] = claim.at;
  const place = word("place", { id: claim.id, sentence: claim.sentence, line, start, end }).split(", ");
  const last = claim.standing.length - 1;
  const told = [standingLine(claim.standing[state.day], word("standing", { day: dayText(state.day) }))];
  if (claim.standing[last] !== claim.standing[state.day]) {
    told.push(standingLine(claim.standing[last], word("standingNow", { day: worded(data.checked).text })));
  }
  const statements = claim.states.map((statement) => make("li", {}, ...statementText(statement)));
  return make(
    "article",
    { class: "claim" },
    make("blockquote", { lang: "vi" }, `“${claim.phrase}”`),
    make(
      "p",
      { class: "place" },
      ...joined(
        place.map((part) => make("span", { class: "whole" }, part)),
        ", ",
      ),
    ),
    ...told,
    make("details", {}, make("summary", {}, `${word("states")} (${statements.length})`), make("ul", {}, ...statements)),
  );
}

function statementText([subject, term, object]) {
  return [refer(subject), " – ", say("span", worded(data.terms[term]), { class: "verb" }), " – ", refer(object)];
}

/** How a claim stands: the status, what is over and by which act, and what that rests on. */
function standingLine(number, day) {
  const standing = data.standings[number];
  const due = standing.due ? `, ${word("due", { day: worded(standing.due).text })}` : null;
  const badge = make("span", { class: `badge ${standing.status}` }, say("span", capital(worded(standing.label))), due);
  const over = standing.over.map(([thing, text]) => make("li", {}, refer(thing), ": ", say("span", worded(text))));
  const basis = standing.basis.map((place) => make("li", {}, `${word("basis")}: `, ...cited(data.external[place])));
  const lines = [...over, ...basis];
  return make(
    "div",
    { class: "standing" },
    make("p", {}, `${day} `, badge),
    lines.length ? make("ul", {}, ...lines) : null,
  );
}

function capital(wording) {
  return { ...wording, text: wording.text.charAt(0).toLocaleUpperCase("vi") + wording.text.slice(1) };
}

function externalClaim(external) {
  return make(
    "li",
    {},
    make("p", {}, ...statementText(external[1])),
    make("p", { class: "place" }, ...cited(external)),
  );
}

/** The document that an external claim cites, with id and grade. */
function cited([id, , document, confidence]) {
  const [source, citation] = data.documents[document];
  const grade = confidence ? word("grade", { grade: confidence }) : word("editors");
  const wording = worded(citation);
  const outside = wordings(typeof source === "number" ? null : source).find((text) => /^https?:\/\//.test(text.text));
  const name = wording.text ? wording : worded(typeof source === "number" ? data.things[source].label : source);
  const text = outside
    ? say("a", name, { href: outside.text, rel: "external noopener noreferrer", class: "outside" })
    : say("span", name);
  return [text, ` (${id}, ${grade})`];
}

// --- the end ---------------------------------------------------------------------------------------------------------

function panelEnd(thing) {
  const iri = iriOf(thing);
  const notes = inLanguage((thing.notes || []).map((note) => data.notes[note])).map((note) => say("p", worded(note)));
  const copy = make(
    "button",
    { type: "button", class: "copy", "aria-label": word("copyIri"), onclick: () => copyText(iri) },
    word("copy"),
  );
  return [
    notes.length ? section("notes", ...notes) : null,
    section("iri", make("p", { class: "iri" }, make("code", {}, iri), " ", copy)),
  ].filter(Boolean);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(document.querySelector(".iri code"));
    document.execCommand("copy");
  }
  $("live").textContent = word("copied");
}

function openThing(place, from) {
  opener = from ? describeOpener(from) : null;
  const id = data.things[place].id;
  if (state.id === id) return focusPanel();
  return go({ id, view: null });
}

/** How to find the element again from which a thing was opened, since it may be drawn anew. */
function describeOpener(element) {
  if (element.dataset.iri) return () => drawnGroups().find((group) => group.dataset.iri === element.dataset.iri);
  if (element.dataset.place) return () => $("tree").querySelector(`[data-place="${element.dataset.place}"]`);
  return () => element;
}

function focusPanel() {
  const title = $("panel-title");
  if (title) title.focus();
}

function closePanel() {
  go({ id: null, view: null });
}
