import fc from 'fast-check';
import { parseFacts } from '../../../src/core/facts.ts';
import type { Json } from '../../../src/core/json.ts';
import { afterEarlier, formatChange, parseTransaction } from '../../../src/core/transaction.ts';
import { unknownUntil } from '../../../src/core/hole.ts';
import { resourceTypes } from '../../../src/resources/registry.ts';
import { renderPlan } from '../../../src/report/plan/render-plan.ts';
import { bindResource, DEBIAN, RHEL } from '../../support/bind.ts';
import { makePlanOf, makeStep } from '../../support/make-step.ts';
import { planResource } from '../../support/plan-one.ts';
import { must, textOf, type FuzzKind, type Texts } from '../fuzz-kind.ts';
import { diagnosticsOf, mustBeHarmless, verdictOf } from '../oracles.ts';
import { spoilText, textChanges } from '../spoil-text.ts';

const examples = resourceTypes.flatMap((type) => type.examples.map((example): readonly [typeof type, Json] => [type, example]));

/** What an honest host may answer to each kind of question. */
const honest: Readonly<Record<string, readonly string[]>> = {
  exists: ['present', 'absent'],
  stat: [
    'absent',
    'file 0644 root root',
    'file 0600 root root',
    'directory 0755 root root',
    'link 0777 root root /etc/x y',
    'other 0666 root root',
  ],
  digest: ['absent', 'a'.repeat(64), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  content: [
    'absent',
    'same',
    'large',
    '',
    Buffer.from('a=1\nb=2\n').toString('base64'),
    Buffer.from('127.0.0.1 localhost\n# BEGIN runbook\n198.18.10.11 x\n# END runbook\n').toString('base64'),
    Buffer.from([255, 0, 27, 91, 50, 74]).toString('base64'),
    Buffer.from('SELINUX=enforcing\n/swap none swap sw 0 0\n').toString('base64'),
  ],
  unit: ['loaded active enabled', 'loaded inactive disabled', 'not-found inactive none', 'masked inactive masked', 'loaded failed static'],
  config_in_use: ['current', 'stale', 'unproved', 'stopped'],
  package: ['installed', 'absent'],
  package_version: ['absent', '1:2.4.6-1', '2.4.6'],
  transaction: [
    'planned\ninstall haproxy 2.6.12-1\nupgrade libc6 2.36-8 2.36-9\nindex 1700000000\ndownload 2000\ndisk -300',
    'planned\nremove haproxy 2.6.12-1\nneeded keepalived',
    'no index',
    'unresolved\nE: nothing',
    'unable\nx',
    'planned',
  ],
  sysctl: ['0', '1', 'absent', '4096\t16384\t4194304'],
  module: ['present', 'absent'],
  user: ['absent', 'uid=1000\ngroup=ops\ncomment=Ops\nhome=/home/ops\nshell=/bin/sh\ngroups=adm,wheel', 'uid=0'],
  group: ['absent', 'present', '1000'],
  key_state: ['absent', 'broken', 'sound', 'untold'],
  public_key: ['absent', `${'A'.repeat(43)}=`],
  facts: ['hostname=a\nkernel=6.1\nid=debian\nid_like=debian\npackage_manager=apt\nservice_manager=systemd\nonline=0-1\nmemory_mb=2000'],
  run: [
    '0',
    '1',
    '0\nenforcing',
    '0\ninterface: wg0\n  listening port: 51820',
    '0\n{"a":1}',
    '0\ntable inet runbook {\n}',
    '127\nnot found',
    '0\n10.77.0.1/24\n51820',
    '0\n[]',
    '4\n',
    '0\nNAME TYPE SIZE',
  ],
};
const lies = [
  '',
  ' ',
  '\n',
  '\n\n\n',
  '0',
  '-1',
  '99999999999999999999',
  'NaN',
  'absent ',
  'ABSENT',
  'file',
  'file 0644',
  'file 99999 root root',
  '\u001B]0;x\u0007\u001B[2J',
  '\u202Egnp.exe',
  'a\rb',
  '\u009B31m',
  '__proto__',
  '__proto__=x\nconstructor=y',
  'constructor',
  'null',
  '{}',
  '[]',
  '"',
  'planned\ninstall -oX=1 1',
  'planned\nremove libc6:i386 ?',
  '$(reboot)',
  "';id;'",
  '\uFFFD\uFFFD',
  '한글',
  '\uD800',
  'x'.repeat(70_000),
  'k=v\n'.repeat(5000),
  '\u0000',
  '====',
  'uid=\n',
  '=',
  '0\n\u0000',
  'gz:AAAA',
];
const words = [
  'absent',
  'present',
  ' ',
  '\n',
  '=',
  '0',
  '-',
  ':',
  'file',
  'root',
  'active',
  'planned\n',
  'install ',
  '\u001B[31m',
  '\u202E',
  '\t',
  '/',
  '"',
  '$(',
  '{',
  '}',
];
const spoilt = (answers: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...answers), weight: 8 },
    { arbitrary: fc.constantFrom(...lies), weight: 2 },
    {
      arbitrary: fc.tuple(fc.constantFrom(...answers), textChanges(words, 2)).map(([answer, changes]) => spoilText(answer, changes)),
      weight: 3,
    },
  );
const inputs: fc.Arbitrary<Texts> = fc.record({
  resource: fc.nat(examples.length - 1).map(String),
  family: fc.constantFrom('debian', 'rhel'),
  ...Object.fromEntries(Object.entries(honest).map(([ask, answers]) => [ask, spoilt(answers)])),
});

/** What hosts answer to the questions of each type of resource: what follows is a plan that can be shown, or a diagnostic. */
export const answers: FuzzKind = {
  name: 'answers',
  share: 9,
  sources: [
    'resources',
    'core/answer.ts',
    'core/transaction.ts',
    'core/facts.ts',
    'core/change.ts',
    'engine/world.ts',
    'report/show-value.ts',
    'core/text-sanitize.ts',
  ],
  inputs,
  judge: async (input) => {
    const [type, example] = examples[Number(textOf(input, 'resource')) % examples.length] ?? [];
    if (type === undefined || example === undefined) return { reached: 'syntax', codes: [] };
    const facts = parseFacts(textOf(input, 'facts'));
    mustBeHarmless(Object.values(facts).map(String).join(' '), 'a fact');
    followTransaction(textOf(input, 'transaction'));
    const said = await diagnosticsOf(async () => {
      const resource = bindResource(type, example, textOf(input, 'family') === 'rhel' ? RHEL : DEBIAN);
      const { change, made } = await planResource(resource, (request) => textOf(input, request.ask));
      const { summary, warning, texts } = made ?? {};
      const step = makeStep('host', resource.address, {
        change,
        actions: made?.actions ?? [],
        identity: resource.identity,
        labels: resource.labels,
        footprint: resource.footprint,
        ...(summary === undefined ? {} : { summary }),
        ...(warning === undefined ? {} : { warning }),
        ...(texts === undefined ? {} : { texts }),
      });
      mustBeHarmless(
        renderPlan(makePlanOf([step]), { color: false, width: 100, diff: true, verbose: true, timeZone: 'UTC' }),
        'a plan of these answers',
      );
    });
    return verdictOf(said);
  },
};

/** Each line of a transaction that is believed is one of the format, and nothing is left out. */
function followTransaction(answer: string): void {
  const read = parseTransaction(answer);
  if (read.status !== 'planned') return;
  const lines = answer
    .split('\n')
    .slice(1)
    .filter((line) => /^(?:install|remove|upgrade|downgrade|stream) /u.test(line));
  must(
    lines.length === read.changes.length && read.changes.every((change, index) => formatChange(change) === lines[index]),
    () => `of ${JSON.stringify(lines)} it makes ${JSON.stringify(read.changes)}`,
  );
  must(
    read.changes.every((change) => /^[A-Za-z0-9]/u.test(change.name)),
    () => 'a package has a name that is an option',
  );
  afterEarlier(answer, () => ({ installed: true, version: unknownUntil('x') }));
}
