// The outline: a tree as the ARIA Authoring Practices describe it. What is folded up is not drawn either.

const folded = new Set();
let typed = { text: "", at: 0 };

function renderTree() {
  const open = state.id !== null ? byId.get(state.id) : undefined;
  const focused = document.activeElement && document.activeElement.closest("#tree [role=treeitem]");
  const kept = focused ? focused.dataset.place : null;
  $("tree").replaceChildren(...data.outline[state.day].map((item) => treeItem(item, 1, open)));
  const items = treeItems();
  const current =
    items.find((item) => item.dataset.place === kept) ||
    items.find((item) => item.dataset.place === String(open)) ||
    items[0];
  if (!current) return;
  const seen = shownItems().includes(current) ? current : items[0];
  seen.tabIndex = 0;
  if (kept !== null) seen.focus();
}

/** A place with what is below it: the item and, beside it, the group that it owns. */
function treeItem([place, below], depth, open) {
  const wording = labelOf(place);
  const item = make(
    "span",
    {
      class: "row",
      role: "treeitem",
      tabindex: "-1",
      "data-place": place,
      "aria-level": depth,
      "aria-selected": String(place === open),
      "aria-expanded": below.length ? String(!folded.has(place)) : null,
      "aria-owns": below.length ? `below-${place}` : null,
    },
    make("span", { class: below.length ? "twist" : "leaf", "aria-hidden": "true" }),
    say("span", wording, { class: "name" }),
  );
  const items = below.map((child) => treeItem(child, depth + 1, open));
  return make(
    "li",
    { role: "none" },
    item,
    below.length ? make("ul", { role: "group", id: `below-${place}` }, ...items) : null,
  );
}

const treeItems = () => [...$("tree").querySelectorAll("[role=treeitem]")];
const siblingItems = (item) => [...item.parentElement.parentElement.children].map((one) => one.firstElementChild);
const parentItem = (item) => item.parentElement.parentElement.previousElementSibling;

/** The items above which nothing is folded up. */
function shownItems() {
  return treeItems().filter((item) => !item.closest('[aria-expanded="false"] + ul'));
}

/** Fold a place of the outline up or open it; the drawing follows. */
function unfold(item, open) {
  const place = Number(item.dataset.place);
  if (open) folded.delete(place);
  else folded.add(place);
  item.setAttribute("aria-expanded", String(open));
  hideFolded();
}

function unfoldAll(open) {
  folded.clear();
  for (const item of $("tree").querySelectorAll("[aria-expanded]")) {
    const below = item.getAttribute("aria-level") !== "1";
    if (!open && below) folded.add(Number(item.dataset.place));
    item.setAttribute("aria-expanded", String(open || !below));
  }
  focusItem(shownItems().find((item) => item.tabIndex === 0) || shownItems()[0], false);
  hideFolded();
}

/** Open every folded place above a thing, so that it is seen in the outline and in the drawing. */
function reveal(open) {
  const holds = ([place, below]) => {
    const inside = below.filter(holds).length > 0;
    if (inside) folded.delete(place);
    return inside || place === open;
  };
  data.outline[state.day].forEach(holds);
}

/** The places that a folded place hides. */
function foldedAway() {
  const hidden = new Set();
  const walk = ([place, below], away) => {
    if (away) hidden.add(place);
    below.forEach((child) => walk(child, away || folded.has(place)));
  };
  data.outline[state.day].forEach((item) => walk(item, false));
  return hidden;
}

function focusItem(item, move = true) {
  if (!item) return;
  $("tree")
    .querySelectorAll('[tabindex="0"]')
    .forEach((other) => other.setAttribute("tabindex", "-1"));
  item.tabIndex = 0;
  if (move) item.focus();
}

function onTreeClick(event) {
  const item = event.target.closest("[role=treeitem]");
  if (!item) return;
  focusItem(item);
  if (event.target.classList.contains("twist")) unfold(item, item.getAttribute("aria-expanded") === "false");
  else openThing(Number(item.dataset.place), item);
}

function onTreeKey(event) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = shownItems();
  const place = items.indexOf(item);
  const expanded = item.getAttribute("aria-expanded");
  const moves = {
    ArrowDown: () => focusItem(items[place + 1]),
    ArrowUp: () => focusItem(items[place - 1]),
    Home: () => focusItem(items[0]),
    End: () => focusItem(items[items.length - 1]),
    ArrowRight: () => (expanded === "false" ? unfold(item, true) : expanded && focusItem(items[place + 1])),
    ArrowLeft: () => (expanded === "true" ? unfold(item, false) : focusItem(parentItem(item))),
    Enter: () => openThing(Number(item.dataset.place), item),
    " ": () => openThing(Number(item.dataset.place), item),
    "*": () => siblingItems(item).forEach((one) => one.hasAttribute("aria-expanded") && unfold(one, true)),
  };
  if (event.key in moves) moves[event.key]();
  else if (event.key.length === 1 && event.key !== "/") typeAhead(event.key, items, place);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Go to the next item whose name begins with the letters typed within a second. */
function typeAhead(letter, items, place) {
  const now = Date.now();
  typed = { text: (now - typed.at < 1000 ? typed.text : "") + fold(letter), at: now };
  const from = typed.text.length > 1 ? place : place + 1;
  const ahead = [...items.slice(from), ...items.slice(0, from)];
  focusItem(ahead.find((item) => fold(item.textContent).startsWith(typed.text)));
}
