import { mkdirSync, writeFileSync } from 'node:fs';
import { runCli } from '../../support/run-cli.ts';
import { HELP_TEXTS } from './cases.ts';

// Writes the help texts anew, to be read through before they are kept.
const folder = new URL('texts/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const verb of HELP_TEXTS) {
  const { out } = await runCli([...verb, '--help'], new URL('../../..', import.meta.url).pathname);
  writeFileSync(new URL(`${['help', ...verb].join('-')}.txt`, folder), out);
}
