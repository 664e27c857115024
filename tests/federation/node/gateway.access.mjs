// Hive's gateway holding callers to @authenticated and @requiresScopes. A real one reads the scopes from a token that it
// has verified; here they stand in a header.
export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get("authorization") }),
  },
  genericAuth: {
    mode: "protect-granular",
    resolveUserFn: ({ headers }) => (headers["x-scopes"] ? { scope: headers["x-scopes"] } : null),
  },
};
