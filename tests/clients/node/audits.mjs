// The audits of GraphQL over HTTP: from {url, token} to the status of each.
import { serverAudits } from "graphql-http";
import { answer } from "./answer.mjs";

await answer(async ({ url, token }) => {
  const fetchFn = (address, options = {}) =>
    fetch(address, { ...options, headers: { ...options.headers, ...(token && { authorization: `Bearer ${token}` }) } });
  const results = [];
  for (const audit of serverAudits({ url, fetchFn })) {
    const { status, reason } = await audit.fn();
    results.push({ name: audit.name, status, reason });
  }
  return results;
});
