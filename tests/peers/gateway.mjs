// Runs operations through @apollo/gateway: reads {supergraph, operations: [{query, variables}]} as JSON from standard
// input, writes the list of answers. The subgraphs are asked at the addresses in the supergraph.
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';

const { supergraph, operations } = JSON.parse(readFileSync(0, 'utf8'));
const quiet = { debug() {}, info() {}, warn() {}, error: console.error };
const gateway = new ApolloGateway({ supergraphSdl: supergraph, logger: quiet });
const { schema, executor } = await gateway.load();
const keyValueCache = { get: async () => undefined, set: async () => {}, delete: async () => {} };

const answers = [];
for (const { query, variables = {} } of operations) {
  const document = parse(query);
  const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition');
  const answer = await executor({
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
  answers.push({ data: answer.data, errors: answer.errors });
}
await gateway.stop();
process.stdout.write(JSON.stringify(answers));
