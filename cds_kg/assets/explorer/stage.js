// The drawing: which one is shown, what in it is open, hidden or near; zooming, panning, and moving by keys.

const ZOOMS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];
const READABLE_WIDTH = 960;
const NEAR_LINE = 14;
const SVG = "http://www.w3.org/2000/svg";
let zoom = 1;
let opener = null;

const drawing = () => $("sheet").querySelector(`svg[lang="${state.lang}"]`);
const drawnGroups = () =>
  [...drawing().querySelectorAll("g[data-iri]")].filter((group) => byIri.has(group.dataset.iri) && isOnDay(group));
const placeOf = (group) => byIri.get(group.dataset.iri);
const isDrawn = (place) => drawnGroups().some((group) => placeOf(group) === place);

function isOnDay(element) {
  const layer = element.closest(".on-day");
  return !layer || layer.dataset.days.split(" ").includes(String(state.day));
}

/** Show the drawing of the language and the day, its concepts as links that keys can reach. */
function renderDrawing() {
  for (const svg of $("sheet").querySelectorAll("svg.drawing")) svg.classList.toggle("off", svg !== drawing());
  for (const layer of $("sheet").querySelectorAll(".on-day")) layer.classList.toggle("off", !isOnDay(layer));
  drawing().setAttribute("role", "group");
  drawing().setAttribute("aria-label", drawing().dataset.titles.split("\n")[state.day]);
  const open = state.id !== null ? byId.get(state.id) : undefined;
  const groups = drawnGroups();
  groups.forEach((group) => {
    group.setAttribute("role", "link"); // its title is its name
    group.setAttribute("tabindex", "-1");
    if (placeOf(group) === open) group.setAttribute("aria-current", "true");
    else group.removeAttribute("aria-current");
  });
  hideFolded();
  markOpen(groups, open);
}

/** Hide what the outline has folded up, every relation that would end there, and the names of such relations. */
function hideFolded() {
  const away = foldedAway();
  const gone = (iri) => byIri.has(iri) && away.has(byIri.get(iri));
  const lines = [...drawing().querySelectorAll("g[data-subject]")];
  const labels = [...drawing().querySelectorAll("g:not([data-iri], [data-subject], .on-day)")];
  for (const group of [...lines, ...labels]) group.classList.remove("off");
  const named = labels.map((label) => [label, lines.filter((line) => isOnDay(line) && isNameOf(label, line))]);
  for (const group of drawing().querySelectorAll("g[data-iri]")) group.classList.toggle("off", gone(group.dataset.iri));
  for (const line of lines) line.classList.toggle("off", gone(line.dataset.subject) || gone(line.dataset.object));
  for (const [label, own] of named) {
    label.classList.toggle("off", own.length > 0 && own.every((line) => line.classList.contains("off")));
  }
  const shown = drawnGroups().filter((group) => !group.classList.contains("off"));
  if (!shown.some((group) => group.getAttribute("tabindex") === "0")) {
    const first = shown.find((group) => group.hasAttribute("aria-current")) || shown[0];
    if (first) first.setAttribute("tabindex", "0");
  }
}

/** Whether a text in the drawing is the name of a relation: the line has this name and passes by. */
function isNameOf(label, line) {
  const text = [...label.querySelectorAll("text")].map((part) => part.textContent).join(" ");
  if (!text || !line.querySelector("title").textContent.includes(` ${text} `)) return false;
  const box = label.getBBox();
  return [...line.querySelectorAll("path")].some((path) => passesBy(path, box));
}

function passesBy(path, box) {
  for (let at = 0; at <= path.getTotalLength(); at += 8) {
    const { x, y } = path.getPointAtLength(at);
    const [across, along] = [Math.max(box.x - x, x - box.x - box.width), Math.max(box.y - y, y - box.y - box.height)];
    if (Math.max(across, along) < NEAR_LINE) return true;
  }
  return false;
}

/** A ring around what is open, thick lines for its relations. */
function markOpen(groups, open) {
  drawing()
    .querySelectorAll(".ring")
    .forEach((ring) => ring.remove());
  const iri = open === undefined ? null : iriOf(data.things[open]);
  for (const line of drawing().querySelectorAll("g[data-subject]")) {
    line.classList.toggle("lit", iri !== null && [line.dataset.subject, line.dataset.object].includes(iri));
  }
  for (const group of groups.filter((one) => placeOf(one) === open)) {
    const box = group.getBBox();
    const ring = document.createElementNS(SVG, "rect");
    const values = {
      x: box.x - 6,
      y: box.y - 6,
      width: box.width + 12,
      height: box.height + 12,
      rx: 12,
      class: "ring",
    };
    for (const [name, value] of Object.entries(values)) ring.setAttribute(name, value);
    group.prepend(ring);
  }
}

// --- zooming and panning ---------------------------------------------------------------------------------------------

/** The width at which the sheet shows the whole drawing. */
function wholeWidth() {
  const { width, height } = drawing().viewBox.baseVal;
  return Math.min($("sheet").clientWidth, ($("sheet").clientHeight * width) / height);
}

/** The width at zoom 1: the whole drawing, but never so small that it cannot be read. */
const fitWidth = () => Math.max(wholeWidth(), READABLE_WIDTH);

/** Set the drawing's width; the point of the sheet at (x, y), by default its middle, stays where it is. */
function setZoom(value, x = $("sheet").clientWidth / 2, y = $("sheet").clientHeight / 2) {
  const sheet = $("sheet");
  const before = drawing().getBoundingClientRect().width || fitWidth();
  zoom = Math.min(Math.max(value, ZOOMS[0]), ZOOMS[ZOOMS.length - 1]);
  for (const svg of sheet.querySelectorAll("svg.drawing")) svg.style.width = `${Math.round(fitWidth() * zoom)}px`;
  const ratio = drawing().getBoundingClientRect().width / before || 1;
  sheet.scrollLeft = (sheet.scrollLeft + x) * ratio - x;
  sheet.scrollTop = (sheet.scrollTop + y) * ratio - y;
  $("zoom-in").disabled = zoom >= ZOOMS[ZOOMS.length - 1];
  $("zoom-out").disabled = zoom <= ZOOMS[0];
}

function stepZoom(direction) {
  const next = direction > 0 ? ZOOMS.find((step) => step > zoom + 0.01) : ZOOMS.findLast((step) => step < zoom - 0.01);
  if (next) setZoom(next);
}

function zoomToFit() {
  setZoom(wholeWidth() / fitWidth());
}

function onWheel(event) {
  if (!event.ctrlKey) return;
  event.preventDefault();
  const box = $("sheet").getBoundingClientRect();
  setZoom(zoom * Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
}

/** Drag with the mouse to pan, with two fingers to zoom. */
function followPointers(sheet) {
  const pointers = new Map();
  let moved = 0;
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
  });
  sheet.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const before = pointers.size === 2 ? spread() : 0;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved += Math.abs(event.clientX - last.x) + Math.abs(event.clientY - last.y);
    if (before) {
      const box = sheet.getBoundingClientRect();
      const [a, b] = [...pointers.values()];
      setZoom((zoom * spread()) / before, (a.x + b.x) / 2 - box.left, (a.y + b.y) / 2 - box.top);
    } else if (event.pointerType === "mouse" && moved > 4) {
      sheet.classList.add("dragged");
      sheet.scrollBy(last.x - event.clientX, last.y - event.clientY);
    }
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    sheet.addEventListener(end, (event) => {
      pointers.delete(event.pointerId);
      sheet.classList.remove("dragged");
    });
  }
  sheet.addEventListener("click", (event) => {
    const group = event.target.closest("g[data-iri]");
    if (group && byIri.has(group.dataset.iri) && moved <= 4) openThing(placeOf(group), group);
  });
}

/** Bring what is open into the sheet's view, without moving the page. */
function scrollToOpen() {
  const group = drawing().querySelector("g[aria-current]");
  if (!group || $("sheet").hidden) return;
  const [box, frame] = [group.getBoundingClientRect(), $("sheet").getBoundingClientRect()];
  if (box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom) return;
  $("sheet").scrollBy(
    box.left + box.width / 2 - frame.left - frame.width / 2,
    box.top + box.height / 2 - frame.top - frame.height / 2,
  );
}

// --- keys ------------------------------------------------------------------------------------------------------------

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function onDrawingKey(event) {
  const group = event.target.closest("g[data-iri]");
  if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") openThing(placeOf(group), group);
  else if (event.key in STEPS) focusGroup(nearest(group, STEPS[event.key]));
  else return;
  event.preventDefault();
}

/** The nearest concept in a direction; what lies aside counts as farther away. */
function nearest(group, [dx, dy]) {
  const middle = (one) => {
    const box = one.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = middle(group);
  let found = null;
  for (const other of drawnGroups()) {
    if (other === group || other.classList.contains("off")) continue;
    const [u, v] = middle(other);
    const ahead = (u - x) * dx + (v - y) * dy;
    const aside = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
    if (ahead > 1 && (!found || ahead + 2 * aside < found.far)) found = { other, far: ahead + 2 * aside };
  }
  return found && found.other;
}

function focusGroup(group) {
  if (!group) return;
  drawnGroups().forEach((other) => other.setAttribute("tabindex", other === group ? "0" : "-1"));
  group.focus();
}
