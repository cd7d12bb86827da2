// The page: GraphiQL under Covergraph's name, asking the graph of the server that sent it.

import { createGraphiQLFetcher, createLocalStorage } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { useState } from "react";

import "graphiql/style.css";
import emblem from "./covergraph.svg";
import "./page.css";
import { asText, Roles } from "./roles.jsx";
import { Session } from "./session.js";

// A name of its own: any other GraphiQL once served from the same local port keeps its tabs under the default one.
const storage = createLocalStorage({ namespace: "covergraph" });

/** What to open with: the server's offer when it is new to this browser, else the document that was open last. */
function openingDocument({ query, variables }) {
  const offer = JSON.stringify({ query, variables });
  if (storage.getItem("offer") !== offer) {
    storage.setItem("offer", offer);
    storage.setItem("document", offer);
  }
  return JSON.parse(storage.getItem("document"));
}

// GraphiQL keeps the tabs. It finds the open one again by the text that we say we open with, so we keep that.
function rememberDocument({ tabs, activeTabIndex }) {
  const { query, variables } = tabs[activeTabIndex];
  storage.setItem("document", JSON.stringify({ query: query ?? "", variables: variables ?? "" }));
}

/** Sign in as the role that was chosen last, else as the first that is offered. */
export async function signIn({ accounts, headers }) {
  const session = new Session(accounts, (email) => window.prompt(`One-time code of ${email}`));
  const roles = session.roles;
  const chosen = storage.getItem("role");
  const role = roles.includes(chosen) ? chosen : roles[0];
  try {
    return { session, role, headers: role ? asText(await session.headersOf(role)) : headers };
  } catch {
    // The page is of use to nobody as well: what is public answers, the rest says to sign in.
    return { session, role: undefined, headers };
  }
}

function fetcherFor(session) {
  return createGraphiQLFetcher({
    url: "/graphql",
    // Answers come whole, so ask for the media type of GraphQL over HTTP and not for multipart.
    enableIncrementalDelivery: false,
    fetch: async (url, options) => fetch(url, { ...options, headers: await session.fresh(options.headers) }),
  });
}

export function Page({ start, signedIn }) {
  const [opening] = useState(() => openingDocument(start));
  const [fetcher] = useState(() => fetcherFor(signedIn.session));
  // Tabs of who has none yet; from then on GraphiQL keeps them.
  const [tabs] = useState(() => [opening, ...start.examples].map((each) => ({ ...each, headers: signedIn.headers })));
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      initialQuery={opening.query}
      initialVariables={opening.variables}
      initialHeaders={signedIn.headers}
      defaultHeaders={signedIn.headers}
      defaultTabs={tabs}
      onTabChange={rememberDocument}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <img src={emblem} alt="" /> Covergraph
        {signedIn.session.roles.length > 0 && (
          <Roles
            session={signedIn.session}
            opening={signedIn.role}
            onChosen={(role) => storage.setItem("role", role)}
          />
        )}
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
