import type { TimeOptions } from './time-limits.ts';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { RecordOptions } from './demanded.ts';

/** Hosts worked on at once, where nothing else is said. */
export const FORKS = 50;

/** What `--age-identity` is, for the help. */
export const AGE_IDENTITY = 'file with the key that opens secrets encrypted with age (default: RUNBOOK_AGE_IDENTITY)';

/** Options that every verb on a site has, as they come from the command line. */
export interface SiteOptions {
  readonly inventory?: string;
  readonly limit?: string;
  readonly extraVars?: readonly string[];
  readonly user?: string;
  readonly privateKey?: string;
  readonly askPass?: boolean;
  readonly askBecomePass?: boolean;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: 'sudo' | 'su';
  /** Hosts worked on at once; `FORKS` when it was not said. */
  readonly forks?: number;
  readonly format?: 'tty' | 'plain' | 'json';
  readonly verbose?: boolean;
  /** File with the identity that opens age files. */
  readonly ageIdentity?: string;
}

/** Options of the verbs that enter hosts without a plan. */
export interface EntryOptions extends SiteOptions, RecordOptions {}

/** Options of the verbs that can write an HTML page. */
export interface PageOptions {
  /** File that the page is written to. */
  readonly html?: string;
  /** Language that is chosen when the page opens. */
  readonly lang?: 'en' | 'ko';
  /** Approval number, for journal and page. */
  readonly ticket?: string;
}

/** Options of the verbs that plan. */
export interface PlanOptions extends SiteOptions, PageOptions, TimeOptions {
  readonly diff?: boolean;
  readonly stats?: boolean;
  readonly listHosts?: boolean;
  readonly detailedExitcode?: boolean;
  /** File that the plan is written to. */
  readonly out?: string;
  /** Key to sign the file with; true when none was named. */
  readonly sign?: string | true;
  /** After which the plan is not to be carried out; as it was written. */
  readonly validUntil?: string;
}

/** Options of `apply`. */
export interface ApplyOptions extends PlanOptions {
  readonly yes?: boolean;
  readonly check?: boolean;
  readonly operator?: string;
  readonly reason?: string;
  readonly requireSameInputs?: boolean;
  readonly approveStages?: boolean;
  /** The run to go on with; true when none was named. */
  readonly resume?: string | true;
  /** Does also what could cut the way to a host and what the host cannot take back by itself. */
  readonly allowUnarmed?: boolean;
}

/** Options of `undo`. */
export type UndoOptions = Omit<ApplyOptions, 'requireSameInputs' | 'approveStages' | 'detailedExitcode' | 'listHosts'>;

/** Options of `show`. */
export interface ShowOptions extends PageOptions {
  readonly verbose?: boolean;
  readonly diff?: boolean;
  readonly format?: 'plain' | 'json';
  readonly verify?: boolean;
  readonly inventory?: string;
}

/** Adds where hosts are and how they are entered. */
export function addSiteOptions(command: Command): Command {
  return command
    .option('-i, --inventory <folder>', 'inventory: a folder, or its name below inventory/ (default: site, else the only one there)')
    .option('-l, --limit <pattern>', 'only these hosts: names of hosts, groups or zones; a,b  !a  &a')
    .option('-e, --extra-vars <name=value|@file>', 'a variable that wins over all others; may be given again', collect)
    .option('-u, --user <name>', 'login name on the hosts')
    .option('--private-key <file>', 'private key file to log in with')
    .option('-k, --ask-pass', 'ask for the SSH password')
    .option('-K, --ask-become-pass', 'ask for the password of sudo or su')
    .option('--age-identity <file>', AGE_IDENTITY)
    .option('-b, --become', 'become another user in every play')
    .option('--become-user <name>', 'user to become (default: root)')
    .addOption(new Option('--become-method <method>', 'how to become it').choices(['sudo', 'su']))
    .option('-f, --forks <count>', 'hosts worked on at once (default: 50)', positive)
    .addOption(
      new Option('--format <format>', 'output: live in a terminal, plain lines, or one JSON object a line').choices([
        'tty',
        'plain',
        'json',
      ]),
    )
    .option('-v, --verbose', 'show everything')
    .addOption(notHere('-t, --tags <tags>'))
    .addOption(notHere('--skip-tags <tags>'));
}

/** Adds how a plan is shown. */
export function addPlanOptions(command: Command): Command {
  return addSiteOptions(command)
    .option('-D, --diff', 'show every field and every line that changes (plan and verify do so anyway)')
    .option('--no-diff', 'show one line for each change')
    .option('--stats', 'show connections, logins, round trips and bytes of each host')
    .option('--list-hosts', 'print the hosts that are meant, and stop');
}

/** Adds what an operator can say about a run, for its journal. */
export function addRecordOptions(command: Command): Command {
  return command
    .option('--operator <name>', 'who does it, for the journal (default: the login name)')
    .option('--ticket <number>', 'approval number, for the journal')
    .option('--reason <text>', 'why it is done, for the journal');
}

/** Adds when all must be over: before the plan is carried out it says what will not fit. */
export function addDeadlineOption(command: Command): Command {
  return command.option(
    '--deadline <time>',
    'begin no step that would end after this time, by what former runs took (03:30, or with a date)',
  );
}

/** Adds how long a run may take. */
export function addTimeOptions(command: Command): Command {
  return addDeadlineOption(command).option('--timeout <duration>', 'begin no step after so long (90m, 8h); what is in hand is finished');
}

/** Adds the HTML page. */
export function addPageOptions(command: Command): Command {
  return command
    .option('--html <file>', 'write it as one HTML page too, for approval, print and audit')
    .addOption(new Option('--lang <language>', 'language that the page opens in (default: by LANG)').choices(['en', 'ko']));
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A whole number from 1 to 9999. Throws InvalidArgumentError. */
export function positive(text: string): number {
  if (!/^[1-9]\d{0,3}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
  return Number(text);
}

function notHere(flags: string): Option {
  return new Option(flags).hideHelp().argParser(() => {
    throw new InvalidArgumentError('Tags are not in this version: use --limit for hosts, or a playbook of its own for some of the roles.');
  });
}
