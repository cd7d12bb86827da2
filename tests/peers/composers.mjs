// Composes each case of standard input with the composers of others, and prints what they say.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

// Required, not imported: both must see the same copy of graphql.
const load = createRequire(import.meta.url);
const { parse } = load('graphql');
const composers = {
  apollo: load('@apollo/composition').composeServices,
  guild: load('@theguild/federation-composition').composeServices,
};

function composed(compose, subgraphs) {
  try {
    const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
    const { errors = [], supergraphSdl = null } = compose(services);
    const codes = errors.map((error) => error.extensions?.code ?? 'NONE');
    return { codes, messages: errors.map((error) => error.message), supergraph: supergraphSdl };
  } catch (error) {
    return { codes: [error.extensions?.code ?? 'THROWN'], messages: [String(error)], supergraph: null };
  }
}

const cases = JSON.parse(readFileSync(0, 'utf8'));
const told = cases.map((subgraphs) =>
  Object.fromEntries(Object.entries(composers).map(([name, compose]) => [name, composed(compose, subgraphs)])),
);
process.stdout.write(JSON.stringify(told));
