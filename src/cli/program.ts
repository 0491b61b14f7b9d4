import { Command, CommanderError, Option } from 'commander';
import { RunbookError } from '../core/diagnostic.ts';
import { EXIT } from '../core/exit-code.ts';
import { exitCodeOf } from './exit.ts';
import { colorOf, widthOf, type Io } from './io.ts';
import {
  addPageOptions,
  addPlanOptions,
  addRecordOptions,
  addSiteOptions,
  addDeadlineOption,
  addTimeOptions,
  AGE_IDENTITY,
  positive,
  type ApplyOptions,
  type EntryOptions,
  type PlanOptions,
  type ShowOptions,
  type SiteOptions,
  type UndoOptions,
} from './options.ts';
import type { HistoryOptions } from './history.ts';
import type { JournalExportOptions } from './journal-export.ts';
import type { JournalVerifyOptions } from './journal.ts';
import type { JournalSignOptions } from './journal-signatures.ts';
import type { InventoryChoice } from './open-inventory.ts';
import type { RehearseOptions } from './rehearse.ts';
import type { SecretsOptions } from './secrets.ts';
import type { SignOptions } from './sign.ts';
import { versionOf } from './version.ts';

const INVENTORY = 'inventory that the plan is for: a folder, or its name below inventory/';
const PLAYBOOK = 'name of a playbook in playbooks/, or a path to one';
const PLAYBOOK_OR_PLAN = `${PLAYBOOK}; or a file that plan --out wrote`;

const INVENTORY_OF_SECRETS = 'inventory that names the secrets: a folder, or its name below inventory/';
const SECRET = 'name of a secret, as `runbook secrets check` lists it';

const ALLOW_UNARMED = 'do also what could cut the way to a host and what it cannot undo by itself';

const AFTER_HELP = `
A first look:  runbook inventory list -i lab
               runbook validate site -i lab
               runbook rehearse     (as root: builds the lab, applies, checks)
On a site:     runbook trust, runbook plan, runbook apply, runbook show last

Exit codes:  0 done   1 a step failed   2 drift or changes   3 refused
             4 not reached   5 rolled back or unknown   6 stopped early
             64 usage   65 mistakes in what was written   130 cancelled

Variables:   RUNBOOK_LAB=NAME takes another lab than rb   NO_COLOR=1 no colours
             LANG=ko_KR.UTF-8 explanations in Korean
`;

/** Runs the program on the arguments of a process and gives the exit code. Never rejects for bad input. */
export type Program = (io: Io) => Promise<number>;

/** Makes the program, to be run once. What it takes to know all verbs and their options is done here. */
export function createProgram(): Program {
  let running: Io | undefined;
  let end: number = EXIT.done;
  const program = build(
    () => {
      if (running === undefined) throw new Error('the program does not run yet');
      return running;
    },
    (code) => {
      end = code;
    },
  );
  return async (io) => {
    running = io;
    try {
      await program.parseAsync([...io.argv], { from: 'user' });
    } catch (error) {
      return await reportError(io, error);
    }
    return end;
  };
}

function build(io: () => Io, end: (code: number) => void): Command {
  const program = new Command('runbook');
  program
    .description('Brings the hosts of a segmented, air-gapped site to their declared state over SSH, through the bastion.')
    .version(versionOf(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .configureOutput({
      writeOut: (text) => io().stdout.write(text),
      writeErr: (text) => io().stderr.write(text),
      getOutHelpWidth: () => widthOf(io()),
      getErrHelpWidth: () => widthOf(io()),
      outputError: (text, write) => write(text.replace(/^error: /u, 'runbook: ')),
    })
    .showHelpAfterError('Say `runbook help` or `runbook VERB --help` for what there is.')
    .addHelpText('after', AFTER_HELP)
    .exitOverride();
  const verb = (name: string, text: string): Command => program.command(name).description(text).exitOverride();

  addDeadlineOption(
    addPageOptions(addPlanOptions(verb('plan', 'show what apply would do, and write nothing').argument('[playbook]', PLAYBOOK, 'site'))),
  )
    .option('--ticket <number>', 'approval number, for the page')
    .option('--detailed-exitcode', 'exit with 2 when something would change')
    .option('--out <file>', 'write the plan to a file, for `apply FILE`')
    .option('--sign [key]', 'sign that file with an SSH key (default: your only one in the agent, or in ~/.ssh)')
    .option('--valid-until <time>', 'refuse the plan afterwards: 8h, 3d, "2026-11-30 03:30", or a time with its zone')
    .action(async (playbook: string, options: PlanOptions) => end(await (await import('./plan.ts')).plan(io(), playbook, options)));
  addTimeOptions(
    addRecordOptions(
      addPageOptions(
        addPlanOptions(
          verb('apply', 'bring the hosts to the declared state, or do what a plan file says').argument(
            '[playbook|file]',
            PLAYBOOK_OR_PLAN,
            'site',
          ),
        ),
      ),
    ),
  )
    .option('-y, --yes', 'do not ask before writing')
    .option('--require-same-inputs', 'refuse a plan file when files or secrets that it was made from have changed')
    .option('--approve-stages', 'ask before the first stage only; with a plan file, plan and do further stages too')
    .option('--allow-unarmed', ALLOW_UNARMED)
    .option('--resume [run]', 'go on with a run that was not finished (default: the newest)')
    .option('-C, --check', 'the same as plan')
    .action(async (playbook: string, options: ApplyOptions) => end(await (await import('./apply.ts')).apply(io(), playbook, options)));
  addPlanOptions(
    verb('verify', 'compare the hosts with the declared state; exits with 2 when they differ').argument('[playbook]', PLAYBOOK, 'site'),
  ).action(async (playbook: string, options: PlanOptions) => end(await (await import('./plan.ts')).verify(io(), playbook, options)));
  addSiteOptions(verb('validate', 'check everything that was written, and contact nobody').argument('[playbook]', PLAYBOOK, 'site')).action(
    async (playbook: string, options: SiteOptions) => end(await (await import('./validate.ts')).validate(io(), playbook, options)),
  );
  addPageOptions(verb('show', 'show a plan file, or a run from its journal; `last` is the newest run'))
    .option('--ticket <number>', 'approval number, for the page of a plan')
    .argument('[run|file]', 'name of a run below .runbook/runs/, or a file that plan --out wrote', 'last')
    .option('-v, --verbose', 'show the output of steps and the counts of connections too')
    .option('--no-diff', 'show one line for each change of a plan')
    .addOption(new Option('--format <format>', 'of a plan file: text, or the checked plan as JSON').choices(['plain', 'json']))
    .option('--verify', 'of a plan file: only its signatures and whether `apply` would take it; exits with 3 when not')
    .option('-i, --inventory <folder>', `${INVENTORY}, for --verify`)
    .action(async (what: string, options: ShowOptions) => end(await (await import('./show.ts')).show(io(), what, options)));
  verb('sign', 'add your signature to a plan that you have read and approve')
    .argument('<file>', 'a file that plan --out wrote')
    .option('-i, --inventory <folder>', INVENTORY)
    .option('--key <file>', 'private key, or public key whose private half the agent holds (default: as for plan --sign)')
    .option('--signature <file>', 'add a signature that ssh-keygen -Y sign made elsewhere')
    .action(async (file: string, options: SignOptions) => end(await (await import('./sign.ts')).sign(io(), file, options)));
  addTimeOptions(
    addRecordOptions(
      addPageOptions(
        addSiteOptions(
          verb('undo', 'take a run back: what it changed is put back, where nobody changed it since').argument(
            '<run>',
            'name of a run below .runbook/runs/; `last` is the newest that changed anything',
          ),
        ),
      ),
    ),
  )
    .option('-y, --yes', 'do not ask before writing, nor because of what cannot be undone')
    .option('--allow-unarmed', ALLOW_UNARMED)
    .option('-C, --check', 'show what it would do, and write nothing')
    .option('--out <file>', 'write the plan to a file, for `apply FILE`, and do nothing else')
    .option('-D, --diff', 'show every field and every line that changes')
    .option('--stats', 'show connections, logins, round trips and bytes of each host')
    .action(async (run: string, options: UndoOptions) => end(await (await import('./undo.ts')).undo(io(), run, options)));
  const journal = verb('journal', 'the records of what runs did');
  journal
    .command('verify')
    .description('check that records of runs are as they were written')
    .exitOverride()
    .argument('[run]', 'name of a run below .runbook/runs/', 'last')
    .option('--all', 'of every run')
    .option('--head <digest>', 'look for a head that was printed or told to a host; its first 8 characters are enough')
    .action(async (run: string, options: JournalVerifyOptions) =>
      end(await (await import('./journal.ts')).journalVerify(io(), run, options)),
    );
  journal
    .command('sign')
    .description('put your signature over the end of a journal beside it; `journal verify` checks it')
    .exitOverride()
    .argument('[run]', 'name of a run below .runbook/runs/', 'last')
    .option('-i, --inventory <folder>', 'inventory whose allowed_signers counts (default: that of the run)')
    .option('--key <file>', 'private key, or public key whose private half the agent holds (default: as for plan --sign)')
    .action(async (run: string, options: JournalSignOptions) =>
      end(await (await import('./journal-signatures.ts')).journalSign(io(), run, options)),
    );
  addPageOptions(
    journal
      .command('export')
      .description('write the access record: who went where, did what, and when')
      .exitOverride()
      .argument('[run]', 'name of a run below .runbook/runs/', 'last'),
  )
    .option('--all', 'of every run')
    .option('--csv <file>', 'write it as CSV, for a spreadsheet')
    .action(async (run: string, options: JournalExportOptions) =>
      end((await import('./journal-export.ts')).journalExport(io(), run, options)),
    );
  verb('history', 'list the runs of this project, the newest first')
    .option('-n, --count <count>', 'so many of them (default: 20)', positive)
    .addOption(new Option('--format <format>', 'a table, or one JSON object a line').choices(['plain', 'json']))
    .action(async (options: HistoryOptions) => end((await import('./history.ts')).history(io(), options)));
  addRecordOptions(
    addSiteOptions(
      verb('exec', 'run one command on hosts and print what it prints')
        .argument('<selector>', 'hosts, as for --limit')
        .argument('<argv...>', 'the command, after --'),
    ),
  ).action(async (selector: string, argv: readonly string[], options: EntryOptions) =>
    end(await (await import('./exec.ts')).exec(io(), selector, argv, options)),
  );
  addRecordOptions(addSiteOptions(verb('ssh', 'open a shell on a host, through the bastion').argument('<host>', 'name of a host'))).action(
    async (host: string, options: EntryOptions) => end(await (await import('./ssh.ts')).ssh(io(), host, options)),
  );
  addRecordOptions(addSiteOptions(verb('unlock', 'remove the lock of a run on a host').argument('<host>', 'name of a host'))).action(
    async (host: string, options: EntryOptions) => end(await (await import('./unlock.ts')).unlock(io(), host, options)),
  );
  addSiteOptions(
    verb('trust', 'collect host keys through the bastion, compare their fingerprints, store what is confirmed').argument(
      '[hosts...]',
      'names of hosts (default: all)',
    ),
  )
    .option('-y, --yes', 'store without asking (you have compared the fingerprints)')
    .action(async (hosts: readonly string[], options: SiteOptions & { readonly yes?: boolean }) =>
      end(await (await import('./trust.ts')).trust(io(), hosts, options)),
    );
  const inventory = verb('inventory', 'look at the inventory');
  addSiteOptions(inventory.command('list').description('list hosts with zone, address, way in and groups').exitOverride()).action(
    async (options: SiteOptions) => end(await (await import('./inventory.ts')).inventoryList(io(), options)),
  );
  const secrets = verb('secrets', 'write and check secrets that are encrypted with age');
  const secretsVerb = (name: string, text: string): Command =>
    secrets.command(name).description(text).option('-i, --inventory <folder>', INVENTORY_OF_SECRETS).exitOverride();
  secretsVerb('set', 'encrypt a value: it is asked for without being shown, or read from standard input')
    .argument('<name>', SECRET)
    .action(async (name: string, options: SecretsOptions) => end(await (await import('./secrets.ts')).secretsSet(io(), name, options)));
  secretsVerb('edit', 'change a value in $EDITOR')
    .option('--age-identity <file>', AGE_IDENTITY)
    .argument('<name>', SECRET)
    .action(async (name: string, options: SecretsOptions) => end(await (await import('./secrets.ts')).secretsEdit(io(), name, options)));
  secretsVerb('rotate', 'encrypt every age file anew, for the recipients as they are now')
    .option('--age-identity <file>', AGE_IDENTITY)
    .action(async (options: SecretsOptions) => end(await (await import('./secrets.ts')).secretsRotate(io(), options)));
  secretsVerb('check', 'show where each secret comes from and whether it can be read, never its value')
    .option('--age-identity <file>', AGE_IDENTITY)
    .action(async (options: SecretsOptions) => end(await (await import('./secrets-check.ts')).secretsCheck(io(), options)));
  const lab = verb('lab', 'the rehearsal lab: the site of an inventory marked `lab: true`, on this machine');
  const labVerb = (name: string, text: string): Command =>
    lab.command(name).description(text).option('-i, --inventory <folder>', 'inventory of the lab (default: lab)').exitOverride();
  labVerb('up', 'build and boot it; what is there is kept').action(async (options: InventoryChoice) =>
    end(await (await import('./lab.ts')).labVerbUp(io(), options)),
  );
  labVerb('down', 'remove everything of it but the cache in /var/cache/runbook-lab').action(async () =>
    end(await (await import('./lab.ts')).labVerbDown(io())),
  );
  labVerb('status', 'show its hosts').action(async () => end(await (await import('./lab.ts')).labVerbStatus(io())));
  labVerb('ssh', 'open a shell on a lab host, or run a command there')
    .argument('<host>', 'name of a host')
    .argument('[argv...]', 'a command, after --')
    .action(async (host: string, argv: readonly string[], options: InventoryChoice) =>
      end(await (await import('./lab.ts')).labVerbSsh(io(), host, argv, options)),
    );
  verb('rehearse', 'build the lab, apply the playbook twice, use the site, and say how it went')
    .argument('[playbook]', PLAYBOOK, 'site')
    .option('-i, --inventory <folder>', 'inventory of the lab (default: lab)')
    .option('-y, --yes', 'install missing Debian packages without asking')
    .option('--fresh', 'remove a lab that is there first')
    .action(async (playbook: string, options: RehearseOptions) =>
      end(await (await import('./rehearse.ts')).rehearse(io(), playbook, options)),
    );
  verb('explain', 'explain a code (RB1003) or a resource type (file), in English or Korean')
    .argument('[topic]', 'a code, a resource type, or nothing for a list')
    .addOption(new Option('--lang <language>', 'language of the explanation (default: by LANG)').choices(['en', 'ko']))
    .action(async (topic: string | undefined, options: { readonly lang?: string }) =>
      end(await (await import('./explain.ts')).explain(io(), topic, options)),
    );
  return program;
}

async function reportError(io: Io, error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof RunbookError) {
    const { renderDiagnostics } = await import('../report/diagnostic.ts');
    const diagnostics = error.diagnostics.map((one) => io.secrets.diagnostic(one));
    io.stderr.write(renderDiagnostics(diagnostics, { color: colorOf(io, io.stderr), width: widthOf(io) }));
    return exitCodeOf(error.diagnostics);
  }
  throw error;
}
