// The page: GraphiQL under Covergraph's name, asking the graph of the server that sent it.

import { createGraphiQLFetcher, createLocalStorage } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
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

/** What GraphiQL opens with: the server's document when it is new to this browser, else the tabs as they were left. */
function openingProps({ query, variables, headers }) {
  const opening = { initialHeaders: headers, defaultHeaders: headers };
  const offered = `${query}\n${variables}`;
  if (storage.getItem("offered") === offered) {
    return opening;
  }
  storage.setItem("offered", offered);
  return { ...opening, initialQuery: query, initialVariables: variables };
}

export function Page({ start }) {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      inputValueDeprecation
      schemaDescription
      {...openingProps(start)}
    >
      <GraphiQL.Logo>
        <img src={emblem} alt="" /> Covergraph
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
