import type { FakeCommand } from './fake-commands.ts';

/** What the shell scripts of the general resource types do, by their text. */
export const generalScripts: Readonly<Record<string, FakeCommand>> = {};
