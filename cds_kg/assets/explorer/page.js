// The page as a whole: its data, its address, and the words on it.

const data = JSON.parse(document.getElementById("data").textContent);
const LANGUAGES = ["vi", "en"];
const byId = new Map(data.things.map((thing, place) => [thing.id, place]));
const byIri = new Map(data.things.map((thing, place) => [iriOf(thing), place]));
const state = { id: null, lang: data.lang, day: data.days.length - 1, view: null };

const $ = (id) => document.getElementById(id);
const isExtra = (place) => (place < data.concepts ? 0 : 1);

function iriOf(thing) {
  return thing.iri || data.spaces[thing.space] + thing.id;
}

// --- texts -----------------------------------------------------------------------------------------------------------

/** All wordings of a text of the data: [{text, lang}]. */
function wordings(text) {
  if (text === undefined || text === null) return [];
  if (typeof text === "string") return [{ text, lang: null }];
  if (!Array.isArray(text)) return [text];
  return LANGUAGES.map((lang, place) => ({ text: text[place], lang })).filter((wording) => wording.text);
}

/** The wording in the page's language, else the other. */
function worded(text) {
  const all = wordings(text);
  return all.find((wording) => wording.lang === state.lang) || all[0] || { text: "", lang: null };
}

/** Of texts in several languages those in the page's language, or all where there is none in it. */
function inLanguage(texts) {
  const own = texts.filter((text) => !text.lang || text.lang === state.lang);
  return own.length ? own : texts;
}

/** A word of the interface, with values put in. */
function word(name, values = {}) {
  const text = data.words[name][LANGUAGES.indexOf(state.lang)];
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

/** What the page knows of a thing on the chosen day. */
function thingAt(place) {
  const thing = data.things[place];
  const then = thing.then && thing.then[state.day];
  return then ? { ...thing, ...then } : thing;
}

const labelOf = (place) => worded(data.things[place].label);
const dayText = (day) => worded(data.days[day].text).text;

// --- elements --------------------------------------------------------------------------------------------------------

/** An element of HTML; text always goes in as text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "onclick") element.addEventListener("click", value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An element that holds a wording and says its language. */
function say(tag, wording, properties = {}) {
  return make(tag, { ...properties, lang: wording.lang }, wording.text);
}

/** A link to a thing of the page, or the text itself where the page has none; an address elsewhere is a plain link. */
function refer(value) {
  if (typeof value === "number")
    return say("a", labelOf(value), { href: address({ id: data.things[value].id, view: null }) });
  const wording = worded(value);
  if (/^https?:\/\//.test(wording.text)) {
    return make("a", { href: wording.text, rel: "external noopener noreferrer", class: "outside" }, wording.text);
  }
  return say("span", wording);
}

/** Things with a separator between. */
function joined(elements, separator) {
  return elements.flatMap((element, place) => (place ? [separator, element] : [element]));
}

// --- the address -----------------------------------------------------------------------------------------------------

/** The part of the address that leads to a state of the page, what is not told being as it is now. */
function address(changes = {}) {
  const { id, lang, day, view } = { ...state, ...changes };
  const parts = [id === null ? "" : encodeURIComponent(id)];
  if (lang !== data.lang) parts.push(`lang=${lang}`);
  if (day !== data.days.length - 1) parts.push(`day=${data.days[day].day}`);
  if (view) parts.push(`view=${view}`);
  return `#${parts.join("&")}`;
}

/** Read the state of the page from its address; what it does not tell is as it is by default. */
function readAddress() {
  const parts = location.hash.slice(1).split("&");
  const told = Object.fromEntries(parts.filter((part) => part.includes("=")).map((part) => part.split("=", 2)));
  const day = data.days.findIndex((one) => one.day === told.day);
  state.id = decoded(parts.find((part) => part && !part.includes("=")));
  state.lang = LANGUAGES.includes(told.lang) ? told.lang : data.lang;
  state.day = day < 0 ? data.days.length - 1 : day;
  state.view = ["hierarchy", "around"].includes(told.view) ? told.view : null;
}

function decoded(text) {
  try {
    return text ? decodeURIComponent(text).normalize("NFC") : null;
  } catch {
    return text;
  }
}

function go(changes) {
  location.hash = address(changes);
}
