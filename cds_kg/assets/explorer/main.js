// Everything together: what the address says is shown; what people do changes the address.

const index = searchIndex(data.things);
let hits = [];
let active = -1;

function render() {
  const before = { ...state };
  readAddress();
  document.documentElement.lang = state.lang;
  renderWords();
  renderSwitches();
  if (state.id !== null && state.id !== before.id) reveal(byId.get(state.id));
  renderTree();
  renderPanel();
  renderStage();
  renderResults();
  if (state.id !== before.id) moveFocus(before.id);
}

function renderWords() {
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-label]"))
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  for (const element of document.querySelectorAll("[data-word-placeholder]"))
    element.placeholder = word(element.dataset.wordPlaceholder);
  $("about").textContent = word("about", { version: data.version, day: worded(data.checked).text });
  const open = state.id === null ? undefined : byId.get(state.id);
  document.title = open === undefined ? word("title") : `${labelOf(open).text} – ${word("title")}`;
}

function renderSwitches() {
  const switchTo = (text, lang, pressed, changes) =>
    make("button", { type: "button", lang, "aria-pressed": String(pressed), onclick: () => go(changes) }, text);
  const days =
    data.days.length < 2
      ? []
      : data.days.map((_, day) => {
          const name = day < data.days.length - 1 ? "until" : "from";
          return switchTo(word(name, { day: dayText(day) }), null, day === state.day, { day });
        });
  const languages = [
    ["vi", "Tiếng Việt"],
    ["en", "English"],
  ].map(([lang, name]) => switchTo(name, lang, lang === state.lang, { lang }));
  keepFocus($("days"), days);
  keepFocus($("languages"), languages);
}

/** Put new buttons in place of the old ones; the one that had the focus keeps it. */
function keepFocus(group, buttons) {
  const place = [...group.children].indexOf(document.activeElement);
  group.replaceChildren(...buttons);
  if (place >= 0) buttons[place].focus();
}

function renderStage() {
  const open = state.id === null ? undefined : byId.get(state.id);
  renderDrawing();
  const view = state.view || (open === undefined || isDrawn(open) ? "hierarchy" : "around");
  $("sheet").hidden = view !== "hierarchy";
  $("zoom").hidden = view !== "hierarchy";
  $("around").hidden = view !== "around";
  for (const button of $("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  $("caption").textContent = caption(view, open);
  renderAround();
  if (view === "hierarchy") {
    setZoom(zoom);
    scrollToOpen();
  }
}

function caption(view, open) {
  if (view === "around") return open === undefined ? "" : word("aroundOf", { name: labelOf(open).text });
  if (open === undefined) return word("hint");
  return isDrawn(open) ? "" : word("notDrawn");
}

/** To the open thing's title, or back to where it was opened from. */
function moveFocus(before) {
  if (state.id !== null) focusPanel();
  else if (before !== null) {
    const from = opener && opener();
    (from && from.isConnected && from.getClientRects().length ? from : $("query")).focus();
  }
}

// --- searching -------------------------------------------------------------------------------------------------------

function onQuery() {
  hits = search(index, $("query").value);
  active = -1;
  renderResults();
  $("live").textContent = $("query").value.trim() ? foundText() : "";
}

function foundText() {
  if (hits.length > SHOWN_RESULTS) return word("foundShown", { n: hits.length, m: SHOWN_RESULTS });
  if (hits.length < 2) return word(hits.length ? "foundOne" : "foundNone");
  return word("found", { n: hits.length });
}

function renderResults() {
  const list = $("results");
  const open = $("query").value.trim() !== "" && hits.length > 0 && document.activeElement === $("query");
  list.hidden = !open;
  $("query").setAttribute("aria-expanded", String(open));
  list.replaceChildren(...(open ? hits.slice(0, SHOWN_RESULTS).map(option) : []));
  if (open && active >= 0) {
    $("query").setAttribute("aria-activedescendant", `result-${active}`);
    $(`result-${active}`).scrollIntoView({ block: "nearest" });
  } else $("query").removeAttribute("aria-activedescendant");
}

function option(hit, place) {
  const label = labelOf(hit.place);
  const other = inOrder(wordings(data.things[hit.place].label))[1];
  const alias =
    hit.name && ![label.text, other && other.text, data.things[hit.place].id].includes(hit.name.text) ? hit.name : null;
  const beside = [
    other && say("span", other),
    alias && say("span", alias),
    hit.rank === DEFINED && make("span", {}, word("inDefinition")),
  ].filter(Boolean);
  const item = make(
    "li",
    { id: `result-${place}`, role: "option", "aria-selected": String(place === active) },
    say("span", label, { class: "name" }),
    make("span", { class: "beside" }, ...joined(beside, " · ")),
  );
  item.addEventListener("pointerdown", (event) => event.preventDefault()); // the search keeps the focus
  item.addEventListener("click", () => choose(place));
  return item;
}

function choose(place) {
  const hit = hits[place];
  if (!hit) return;
  clearQuery();
  openThing(hit.place, $("query"));
}

function clearQuery() {
  $("query").value = "";
  hits = [];
  active = -1;
  renderResults();
  $("live").textContent = "";
}

function onQueryKey(event) {
  const last = Math.min(hits.length, SHOWN_RESULTS) - 1;
  const moves = {
    ArrowDown: () => (active < last ? active + 1 : 0),
    ArrowUp: () => (active > 0 ? active - 1 : last),
  };
  if (event.key in moves && last >= 0) {
    active = moves[event.key]();
    renderResults();
  } else if (event.key === "Enter") choose(Math.max(active, 0));
  else if (event.key === "Escape" && $("query").value) clearQuery();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function onKey(event) {
  const typing = event.target.closest && event.target.closest("input");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    $("query").focus();
  } else if (event.key === "Escape" && state.id !== null) closePanel();
}

function listen() {
  $("query").addEventListener("input", onQuery);
  $("query").addEventListener("keydown", onQueryKey);
  $("query").addEventListener("focus", renderResults);
  $("query").addEventListener("blur", renderResults);
  $("tree").addEventListener("click", onTreeClick);
  $("tree").addEventListener("keydown", onTreeKey);
  $("expand").addEventListener("click", () => unfoldAll(true));
  $("collapse").addEventListener("click", () => unfoldAll(false));
  $("zoom-in").addEventListener("click", () => stepZoom(1));
  $("zoom-out").addEventListener("click", () => stepZoom(-1));
  $("zoom-fit").addEventListener("click", zoomToFit);
  $("sheet").addEventListener("wheel", onWheel, { passive: false });
  $("sheet").addEventListener("keydown", onDrawingKey);
  followPointers($("sheet"));
  for (const button of $("views").children) button.addEventListener("click", () => go({ view: button.dataset.view }));
  $("skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("sheet").focus();
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", render);
  window.addEventListener("resize", () => {
    setZoom(zoom);
    drawLines();
  });
}

document.body.classList.add("live");
listen();
setZoom(1, 0, 0);
render();
