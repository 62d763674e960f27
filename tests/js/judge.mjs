// Reads each file that a file lists, with N3.js (Turtle, N-Triples, TriG) or jsonld.js (JSON-LD), and names blank nodes
// by RDFC-1.0 (rdf-canonize). A line of JSON for each: path, count, complaint, and graphs: name -> SHA-256 of its
// canonical N-Quads ("" the default graph, "*" all together). No context is fetched. Where a folder is named as well,
// file number n is written there as n.nq, plainly, in the place of digests.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.CDS_KG_NODE_MODULES, "here.js"));
const load = async (name) => {
  const module = await import(pathToFileURL(require.resolve(name)));
  return module.default ?? module;
};
const { Parser, Writer } = await load("n3");
const jsonld = await load("jsonld");
const { canonize } = await load("rdf-canonize");

const FORMATS = { ".ttl": "text/turtle", ".nt": "application/n-triples", ".trig": "application/trig" };
const DEFAULT = { termType: "DefaultGraph", value: "" };

const documentLoader = (url) => {
  throw new Error(`a remote context is asked for: ${url}`);
};

const read = (path) => {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  return extname(path) === ".jsonld"
    ? jsonld.toRDF(JSON.parse(text), { documentLoader, safe: true })
    : new Parser({ format: FORMATS[extname(path)] }).parse(text);
};

const digest = async (quads) => {
  const triples = quads.map(({ subject, predicate, object }) => ({ subject, predicate, object, graph: DEFAULT }));
  const canonical = await canonize(triples, { algorithm: "RDFC-1.0" });
  const lines = new Set(canonical.split("\n")); // a triple may stand in several graphs
  return createHash("sha256").update([...lines].join("\n")).digest("hex");
};

const digests = async (quads) => {
  const graphs = new Map();
  for (const quad of quads) {
    graphs.has(quad.graph.value) ? graphs.get(quad.graph.value).push(quad) : graphs.set(quad.graph.value, [quad]);
  }
  const result = { "*": await digest(quads) };
  for (const [name, members] of graphs) {
    result[name] = graphs.size === 1 ? result["*"] : await digest(members);
  }
  return result;
};

const [listing, folder] = process.argv.slice(2);
const paths = readFileSync(listing, "utf8").split("\n").filter(Boolean);
for (const [number, path] of paths.entries()) {
  let reading;
  try {
    const quads = await read(path);
    reading = { count: quads.length, complaint: "", graphs: folder ? {} : await digests(quads) };
    if (folder) {
      writeFileSync(join(folder, `${number}.nq`), new Writer({ format: "N-Quads" }).quadsToString(quads));
    }
  } catch (error) {
    reading = { count: 0, complaint: String(error.message ?? error), graphs: {} };
  }
  process.stdout.write(JSON.stringify({ path, ...reading }) + "\n");
}
