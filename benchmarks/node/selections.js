// Which fields an operation selects below a field, kept with the operation's nodes: it is told once.
const known = new WeakMap();

/** The names of the fields selected below `path` (names of fields) of the field that is being resolved. */
export function fieldsBelow(info, ...path) {
  const key = info.fieldNodes[0];
  let paths = known.get(key);
  if (paths === undefined) {
    paths = new Map();
    known.set(key, paths);
  }
  const name = path.join(".");
  let fields = paths.get(name);
  if (fields === undefined) {
    const nodes = path.reduce((parents, step) => children(parents, info).filter(named(step)), info.fieldNodes);
    fields = new Set(children(nodes, info).map((node) => node.name.value));
    paths.set(name, fields);
  }
  return fields;
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
