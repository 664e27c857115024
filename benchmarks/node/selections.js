// Which columns an operation reads below a field, kept with the operation's nodes: each is told once.
import { selected } from "./reads.js";

const known = new WeakMap();

/** The columns of a table for the fields selected below `path` (names of fields) of the field being resolved. */
export function selectedColumns(table, info, ...path) {
  const key = info.fieldNodes[0];
  let columns = known.get(key);
  if (columns === undefined) {
    const nodes = path.reduce((parents, step) => children(parents, info).filter(named(step)), info.fieldNodes);
    columns = selected(table, new Set(children(nodes, info).map((node) => node.name.value)));
    known.set(key, columns);
  }
  return columns;
}

const named = (name) => (node) => node.name.value === name;

function children(nodes, info) {
  return nodes.flatMap(({ selectionSet }) =>
    (selectionSet?.selections ?? []).flatMap((node) => {
      if (node.kind === "Field") {
        return [node];
      }
      return children([node.kind === "FragmentSpread" ? info.fragments[node.name.value] : node], info);
    }),
  );
}
