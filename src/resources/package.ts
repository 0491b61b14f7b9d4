import { z } from 'zod';
import { LONG_MS, type Action } from '../core/action.ts';
import { ABSENT, INSTALLED } from '../core/answer.ts';
import { RunbookError } from '../core/diagnostic.ts';
import { hasHole } from '../core/hole.ts';
import type { Facts } from '../core/facts.ts';
import type { Request } from '../core/request.ts';
import type { Convergence } from '../core/resource.ts';
import { parseTransaction } from '../core/transaction.ts';
import { defineResource } from './define.ts';
import { present } from './fields.ts';
import { describePackageEffects, packageEffects } from './package-effects.ts';
import { refuseBlocked, refuseRemovals } from './package-refusals.ts';
import { APT_INSTALL, DNF_INSTALL, UNPLANNED, type ScriptPlan } from './package-scripts.ts';
import { packageFields, planInstallation } from './package-transaction.ts';

const schema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,200}$/u, { error: 'is no name of a package' })
      .describe('Name of one package, as dpkg or rpm print it.'),
    version: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.+:~^_-]{0,200}$/u, {
        error: 'is no version; write it in quotes, whole, as dpkg or rpm print it ([EPOCH:]VERSION-RELEASE)',
      })
      .optional()
      .describe(
        'The exact version, whole, as dpkg or rpm print it ([EPOCH:]VERSION-RELEASE). Default: any version that is installed, else the newest.',
      ),
    present: present(),
  })
  .refine((params) => params.present !== false || params.version === undefined, {
    error: 'must not be given when present is false',
    path: ['version'],
  });

type PackageParams = z.infer<typeof schema>;

/** A package of the distribution. */
export const packageType = defineResource<PackageParams>({
  type: 'package',
  summary:
    'A package of the distribution, by apt or dnf. The plan lists all that it brings, and the run stops where it would be something else. ' +
    'Installing never removes another package; what is installed is not upgraded.',
  schema,
  key: (params) => params.name,
  examples: [{ name: 'haproxy' }, { name: 'chrony', version: '4.3-2+deb12u1' }, { name: 'telnet', present: false }],
  irreversible: 'what the scripts of a package did to the host is not taken back',
  usesFacts: true,
  footprint: (params, facts) => [`package:${params.name}`, ...packageEffects(facts.package_manager)],
  writesBesides: describePackageEffects(),
  desired: (params) =>
    params.present === false ? { present: false } : { present: true, ...(params.version === undefined ? {} : { version: params.version }) },
  observe: async (params, probe, facts) => {
    const [state, version] = await Promise.all([
      probe.ask({ ask: 'package', name: params.name }),
      params.version === undefined ? undefined : probe.ask({ ask: 'package_version', name: params.name }),
    ]);
    const there = hasHole(state) ? state : state === INSTALLED ? true : state === ABSENT ? false : state;
    const observed = { present: there, ...(version === undefined ? {} : { version }) };
    const isAsWanted = there === (params.present !== false) && version === params.version;
    if (isAsWanted || facts.package_manager === 'none') return observed;
    return { ...observed, transaction: await probe.ask(transactionOf(params)) };
  },
  converge: (change, { params, facts, observed }) => {
    const answer = typeof observed['transaction'] === 'string' ? observed['transaction'] : '';
    return change.kind === 'delete' ? remove(params, answer, facts) : install(params, answer, facts);
  },
});

function transactionOf({ name, version, present: wanted }: PackageParams): Request {
  return { ask: 'transaction', verb: wanted === false ? 'remove' : 'install', name, ...(version === undefined ? {} : { version }) };
}

function install(params: PackageParams, answer: string, facts: Facts): Convergence {
  refuseRemovals(params.name, answer);
  const { script, predictions, ...shown } = planInstallation(params.name, params.version, answer, facts);
  return {
    ...shown,
    actions: [installation(params, script, facts)],
    predictions: [
      ...predictions,
      { request: { ask: 'package', name: params.name }, answer: INSTALLED },
      ...(params.version === undefined
        ? []
        : [{ request: { ask: 'package_version' as const, name: params.name }, answer: params.version }]),
    ],
    mayCreate: BRINGS,
  };
}

function remove(params: PackageParams, answer: string, facts: Facts): Convergence {
  refuseBlocked(params.name, answer);
  const transaction = hasHole(answer) ? undefined : parseTransaction(answer);
  const changes = transaction?.status === 'planned' ? transaction.changes : [];
  const version = changes.find((one) => one.name === params.name)?.from;
  return {
    actions: [removal(params, facts)],
    predictions: [{ request: { ask: 'package', name: params.name }, answer: ABSENT }],
    fields: packageFields(changes),
    summary: `remove ${params.name}${version === undefined ? '' : ` ${version}`} and nothing else; refused while another package needs it`,
  };
}

/** Where a package and its dependencies may put things that are not there yet. Never /usr/local, /home and /root (hier(7), FHS 3.0). */
const BRINGS = [
  ...[
    'etc',
    'usr/bin',
    'usr/sbin',
    'usr/lib',
    'usr/lib64',
    'usr/libexec',
    'usr/share',
    'bin',
    'sbin',
    'lib',
    'lib64',
    'var',
    'run',
    'opt',
  ].map((folder) => `path:/${folder}/**`),
  'unit:**',
  'user:**',
  'group:**',
];

const ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  // Neither asks nor restarts anything by itself: what is restarted is said in the plan.
  NEEDRESTART_MODE: 'l',
  APT_LISTCHANGES_FRONTEND: 'none',
};

function installation(params: PackageParams, plan: ScriptPlan, facts: Facts): Action {
  const script = { stdin: plan.map((line) => `${line}\n`).join(''), refusal: UNPLANNED };
  const versioned = (separator: string): string =>
    params.version === undefined ? params.name : `${params.name}${separator}${params.version}`;
  switch (facts.package_manager) {
    case 'apt':
      return { ...long(['sh', '-c', APT_INSTALL, 'sh', versioned('=')]), ...script };
    case 'dnf':
      return { ...long(['sh', '-c', DNF_INSTALL, 'sh', versioned('-')]), ...script };
    case 'none':
      return refuse(params.name);
  }
}

/** By the lower tools, which remove this one package or refuse, and never others that need it. */
function removal(params: PackageParams, facts: Facts): Action {
  switch (facts.package_manager) {
    case 'apt':
      return long(['dpkg', '--remove', params.name]);
    case 'dnf':
      return long(['rpm', '-e', params.name]);
    case 'none':
      return refuse(params.name);
  }
}

function long(argv: readonly string[]): Extract<Action, { do: 'run' }> {
  return { do: 'run', argv, environment: ENVIRONMENT, timeoutMs: LONG_MS, onTimeout: 'leave', long: true };
}

function refuse(name: string): never {
  throw new RunbookError({
    code: 'RB2005',
    severity: 'error',
    what: `no package manager for ${name} on the host`,
    address: `package:${name}`,
    why: 'Neither apt-get nor dnf is there; runbook manages packages of the Debian and the RHEL family only.',
    mend: 'Leave the host out of the play, or put what it needs there as files.',
  });
}
