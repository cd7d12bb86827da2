// Runs operations through @apollo/gateway: reads a list of {supergraph, operations: [{query, variables}]} as JSON from
// standard input, writes for each the list of answers. The subgraphs are asked at the addresses in the supergraph.
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
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

const told = [];
for (const { supergraph, operations } of JSON.parse(readFileSync(0, 'utf8'))) {
  const gateway = new ApolloGateway({ supergraphSdl: supergraph, logger: quiet });
  const loaded = await gateway.load();
  const answers = [];
  for (const operation of operations) answers.push(await answer(loaded, operation));
  await gateway.stop();
  told.push(answers);
}
process.stdout.write(JSON.stringify(told));
