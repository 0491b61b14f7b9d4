import type { FuzzKind } from '../fuzz-kind.ts';
import { answers } from './answers.ts';
import { expression } from './expression.ts';
import { frames } from './frames.ts';
import { inventory } from './inventory.ts';
import { journal } from './journal.ts';
import { keys } from './keys.ts';
import { knownHosts } from './known-hosts.ts';
import { plan } from './plan.ts';
import { playbook } from './playbook.ts';
import { reports } from './reports.ts';
import { template } from './template.ts';
import { words } from './words.ts';
import { yaml } from './yaml.ts';

/** Every kind of input from outside. */
export const kinds: readonly FuzzKind[] = [
  yaml,
  inventory,
  playbook,
  template,
  expression,
  plan,
  journal,
  frames,
  answers,
  reports,
  knownHosts,
  keys,
  words,
];
