// Audits a server by the suite of graphql-http: reads {url} as JSON from standard input, writes the list of
// {id, name, status, reason}.
import { readFileSync } from 'node:fs';
import { auditServer } from 'graphql-http';

const { url } = JSON.parse(readFileSync(0, 'utf8'));
const results = await auditServer({ url });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
process.exit(0);
