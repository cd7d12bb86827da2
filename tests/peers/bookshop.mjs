// Three subgraphs that are not Python, composed by a composer that is not ours: prints {supergraph} as one line of JSON
// when all listen, and ends with its standard input.
import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { graphql, parse } from 'graphql';

const LINK = '@link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@shareable"])';

const books = [
  { id: '1', title: 'Weaving', author: { id: 'a' }, grams: 300 },
  { id: '2', title: 'Knots', author: { id: 'b' }, grams: 150 },
  { id: '3', title: 'Looms', author: { id: 'a' }, grams: null },
];
const authors = { a: { id: 'a', name: 'Ada' }, b: { id: 'b', name: 'Grace' } };

const services = [
  {
    name: 'catalog',
    sdl: `extend schema ${LINK}
      type Query { books: [Book!]! book(id: ID!): Book }
      type Book implements Item @key(fields: "id") { id: ID! title: String! author: Author! grams: Int }
      interface Item { id: ID! title: String! }
      type Author @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: {
      Query: { books: () => books, book: (_, { id }) => books.find((book) => book.id === id) },
      Book: { __resolveReference: ({ id }) => books.find((book) => book.id === id) },
    },
  },
  {
    name: 'people',
    sdl: `extend schema ${LINK}
      type Query { authors: [Author!]! }
      type Author @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Query: { authors: () => Object.values(authors) },
      Author: { __resolveReference: ({ id }) => authors[id] },
    },
  },
  {
    name: 'shipping',
    sdl: `extend schema ${LINK}
      type Book @key(fields: "id") { id: ID! grams: Int @external postage: Int @requires(fields: "grams") }`,
    resolvers: {
      Book: {
        __resolveReference: (reference) => reference,
        postage: ({ grams }) => (grams == null ? null : Math.ceil(grams / 100)),
      },
    },
  },
];

async function serve({ sdl, resolvers }) {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers });
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { query, variables, operationName } = JSON.parse(body);
    const answer = await graphql({ schema, source: query, variableValues: variables, operationName });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${server.address().port}/graphql`;
}

const composed = composeServices(
  await Promise.all(services.map(async (service) => ({ name: service.name, typeDefs: parse(service.sdl), url: await serve(service) }))),
);
if (!composed.supergraphSdl) throw new Error(JSON.stringify(composed.errors));
process.stdout.write(JSON.stringify({ supergraph: composed.supergraphSdl }) + '\n');
process.stdin.on('end', () => process.exit(0)).resume();
