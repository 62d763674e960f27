// The neighbourhood of the open thing: what leads to it on the left, what it leads to on the right.

const MOST_AROUND = 9;

function renderAround() {
  const place = state.id === null ? undefined : byId.get(state.id);
  const box = $("around");
  if (box.hidden) return;
  if (place === undefined) {
    box.replaceChildren(make("p", { class: "message" }, word("nothingAround")));
    return;
  }
  const thing = thingAt(place);
  const middle = make(
    "div",
    { class: "self-card" },
    ...inOrder(wordings(thing.label)).map((text, rank) => say(rank ? "span" : "strong", text)),
  );
  const lines = document.createElementNS(SVG, "svg");
  lines.setAttribute("aria-hidden", "true");
  box.replaceChildren(
    lines,
    side("leadsHere", thing.in || [], "left"),
    middle,
    side("leadsOn", thing.out || [], "right"),
  );
  drawLines();
}

/** One side: a card for each relation, with the things that it joins, as many as there is room for. */
function side(title, relations, name) {
  const cards = [];
  let left = MOST_AROUND;
  let over = 0;
  for (const [term, values] of relations) {
    const things = values.filter((value) => typeof value === "number");
    const shown = things.slice(0, left);
    left -= shown.length;
    over += things.length - shown.length;
    if (!shown.length) continue;
    const links = shown.map((value) => make("li", {}, refer(value)));
    cards.push(
      make("div", { class: "card" }, say("p", worded(data.terms[term]), { class: "verb" }), make("ul", {}, ...links)),
    );
  }
  if (over) cards.push(make("p", { class: "message" }, word("more", { n: over })));
  return make("div", { class: `side ${name}` }, cards.length ? make("h3", {}, word(title)) : null, ...cards);
}

/** A curve from the middle to each card, with an arrow where the relation ends. */
function drawLines() {
  const [svg, , middle] = $("around").children;
  if (!middle || !svg.namespaceURI.endsWith("svg")) return;
  const frame = $("around").getBoundingClientRect();
  svg.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
  svg.replaceChildren();
  const own = middle.getBoundingClientRect();
  for (const card of $("around").querySelectorAll(".card")) {
    const other = card.getBoundingClientRect();
    const toLeft = other.right <= own.left;
    if (!toLeft && other.left < own.right) continue; // one below the other: no room for lines
    const from = toLeft ? [other.right, other.top + other.height / 2] : [own.right, own.top + own.height / 2];
    const to = toLeft ? [own.left, own.top + own.height / 2] : [other.left, other.top + other.height / 2];
    const [[x, y], [u, v]] = [from, to].map(([a, b]) => [a - frame.left, b - frame.top]);
    const bend = (u - x) / 2;
    addPath(svg, `M${x} ${y}C${x + bend} ${y} ${u - bend} ${v} ${u - 7} ${v}`, "line");
    addPath(svg, `M${u} ${v}l-10 -5v10z`, "tip");
  }
}

function addPath(svg, d, name) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", d);
  path.setAttribute("class", name);
  svg.append(path);
}
