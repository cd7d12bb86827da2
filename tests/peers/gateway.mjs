// Runs operations through @apollo/gateway: reads a list of {supergraph, operations: [{query, variables}], identity} as
// JSON from standard input, writes for each the list of answers. The subgraphs are asked at the addresses in the
// supergraph. With an identity, {claims, keys: {subgraph: hexadecimal}}, they are told who asks, signed.
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { parse } from 'graphql';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const keyValueCache = { get: async () => undefined, set: async () => {}, delete: async () => {} };

async function answer({ schema, executor }, { query, variables = {} }) {
  const document = parse(query);
  const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition');
  try {
    const { data, errors } = await executor({
      schema,
      document,
      operation,
      operationName: operation.name?.value,
      queryHash: query,
      request: { query, variables, http: { headers: new Map() } },
      overallCachePolicy: { restrict() {} },
      metrics: {},
      cache: keyValueCache,
      context: {},
      logger: quiet,
    });
    return { data, errors };
  } catch (error) {
    return { thrown: error.message };
  }
}

// As shared_models/identity.py has it.
function signing(claims, key) {
  return (url, init) => {
    const told = { claims, request_id: 'peer', address: '', time: Math.floor(Date.now() / 1000) };
    const identity = Buffer.from(JSON.stringify(told)).toString('base64url');
    const padded = identity + '='.repeat(-identity.length & 3);
    const digest = createHash('sha256').update(init.body).digest('hex');
    const signed = ['covergraph identity 1', 'POST', new URL(url).pathname, digest, padded].join('\n');
    const signature = createHmac('sha256', Buffer.from(key, 'hex')).update(signed).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-identity': padded, 'x-identity-signature': signature };
    return fetch(url, { method: 'POST', headers, body: init.body });
  };
}

function sources(identity) {
  if (!identity) return {};
  const { claims, keys } = identity;
  const buildService = ({ name, url }) => new RemoteGraphQLDataSource({ url, fetcher: signing(claims, keys[name]) });
  return { buildService };
}

const told = [];
for (const { supergraph, operations, identity } of JSON.parse(readFileSync(0, 'utf8'))) {
  const gateway = new ApolloGateway({ supergraphSdl: supergraph, logger: quiet, ...sources(identity) });
  const loaded = await gateway.load();
  const answers = [];
  for (const operation of operations) answers.push(await answer(loaded, operation));
  await gateway.stop();
  told.push(answers);
}
process.stdout.write(JSON.stringify(told));
