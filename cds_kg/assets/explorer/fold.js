// Vietnamese text without marks and case, for searching; the same as fold() of cds_kg/text.py.

/** The text without marks and case: đ becomes d, which Unicode itself does not do. */
function fold(text) {
  const plain = text
    .replace(/[đð]/g, "d")
    .replace(/[ĐÐ]/g, "D")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");
  // Upper case and back folds ß and the like; ı has no case that leads back to it.
  const caseless = plain.replace(/[^ı]+/gu, (part) => part.toUpperCase().toLowerCase());
  return caseless.replace(/ς/g, "σ").split(/\s+/u).filter(Boolean).join(" ");
}
