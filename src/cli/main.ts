import { createProgram } from './program.ts';
import { start } from './start.ts';

await start('file', createProgram());
