// The page: GraphiQL under Covergraph's name, asking the graph of the server that sent it.

import { createGraphiQLFetcher, createLocalStorage } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { useState } from "react";

import "graphiql/style.css";
import emblem from "./covergraph.svg";
import "./page.css";

const fetcher = createGraphiQLFetcher({
  url: "/graphql",
  // Answers come whole, so ask for the media type of GraphQL over HTTP and not for multipart.
  enableIncrementalDelivery: false,
});

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

export function Page({ start }) {
  const [opening] = useState(() => openingDocument(start));
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      initialQuery={opening.query}
      initialVariables={opening.variables}
      initialHeaders={start.headers}
      defaultHeaders={start.headers}
      onTabChange={rememberDocument}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <img src={emblem} alt="" /> Covergraph
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
