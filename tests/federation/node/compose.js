// Composes subgraphs with one of the two composers. From standard input it reads {composer, subgraphs: [{name, url,
// sdl}], exclude?}, to standard output it writes {supergraph, errors}; `exclude` is a tag that the graph shall not have.
import { text } from "node:stream/consumers";
import { parse } from "graphql";

const { composer, subgraphs, exclude } = JSON.parse(await text(process.stdin));
const { composeServices, composeSchemaContract } = await import(composer);
const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
const result = exclude
  ? composeSchemaContract(services, { include: new Set(), exclude: new Set([exclude]) }, true)
  : composeServices(services);
const errors = (result.errors ?? []).map((error) => error.message);
console.log(JSON.stringify({ supergraph: result.supergraphSdl, public: result.publicSdl, errors }));
