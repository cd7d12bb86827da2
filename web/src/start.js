// What the page opens with. The server knows a real member and offers a query about them in /graphiql.json:
//
//     {"query": "...", "variables": {...}, "headers": {...}, "examples": [{"query": "..."}], "accounts": [...]}
//
// Examples are more documents, each in a tab of its own. Accounts are those of a demonstration, the one to open with first (session.js). Each part may be missing. Without the file (a gateway in front of other subgraphs) a query that any graph answers is used.

const ANY_GRAPH = `# Welcome to Covergraph.
#
# The triangle, or Ctrl-Enter, sends the query.
# Ctrl-Space lists the fields that fit.
# The book on the left describes every type.

query Welcome {
  __typename
}
`;

/** Ask the server for the opening document; its parts as the texts that the editors show. */
export async function fetchStart() {
  const offered = await fetchOffered();
  return {
    query: typeof offered.query === "string" ? offered.query : ANY_GRAPH,
    variables: asText(offered.variables),
    headers: asText(offered.headers),
    examples: Array.isArray(offered.examples) ? offered.examples : [],
    accounts: Array.isArray(offered.accounts) ? offered.accounts : [],
  };
}

async function fetchOffered() {
  try {
    const response = await fetch("/graphiql.json", { headers: { accept: "application/json" } });
    const offered = response.ok ? await response.json() : null;
    return offered ?? {};
  } catch {
    // No answer, or one that is not JSON: the page is still of use with the query that any graph answers.
    return {};
  }
}

function asText(values) {
  const isFilled = typeof values === "object" && values !== null && Object.keys(values).length > 0;
  return isFilled ? JSON.stringify(values, null, 2) : "";
}
