import { z } from 'zod';
import { restore, run } from '../core/action.ts';
import { ABSENT } from '../core/answer.ts';
import { changes } from '../core/change.ts';
import { RunbookError } from '../core/diagnostic.ts';
import { showHoles } from '../core/hole.ts';
import { defineResource } from './define.ts';
import { observeOwnFile, predictOwnFile, writeOwnFile, type OwnFile } from './own-file.ts';

const valueHelp = 'write a number or a text (1 or "1"), not true or false';

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*(?:[./][A-Za-z0-9_@:-]+)+$/u, { error: 'is no name of a kernel parameter, such as net.ipv4.ip_forward' })
    .describe('Name of the kernel parameter, as sysctl(8) writes it.'),
  value: z
    .union([z.int(), z.string().regex(/^[^\p{Cc}\p{Co}]+(?:\t[^\p{Cc}\p{Co}]+)*$/u, { error: valueHelp })], { error: valueHelp })
    .describe('The value: a number, or a text where the parameter has several words.'),
});

type SysctlParams = z.infer<typeof schema>;

/** A kernel parameter: its live value, and a file of its own that sets it at boot. */
export const sysctl = defineResource<SysctlParams>({
  type: 'sysctl',
  summary: 'A kernel parameter: its live value, and a file of its own in /etc/sysctl.d that sets it at each boot.',
  schema,
  key: (params) => params.name,
  examples: [
    { name: 'net.ipv4.ip_forward', value: 1 },
    { name: 'net.ipv4.tcp_rmem', value: '4096 131072 6291456' },
  ],
  undo:
    'The live value and the file come back; for forwarding, disable_ipv6 and the like also the values of each interface, which the kernel sets along. ' +
    'Addresses that the kernel took away when IPv6 was switched off do not come back by themselves.',
  footprint: (params) => [`sysctl:${params.name}`, ...echoes(params.name), `path:${keptIn(params).path}`],
  desired: (params) => ({ live: wanted(params), kept: 'right' }),
  observe: async (params, probe) => {
    const [live, kept] = await Promise.all([probe.ask({ ask: 'sysctl', key: params.name }), observeOwnFile(keptIn(params), probe)]);
    return { live, kept };
  },
  converge: (change, { params, observed }) => {
    const { live } = observed;
    if (live === ABSENT) refuse(params.name);
    const file = keptIn(params);
    const value = wanted(params);
    const said = [
      ...(changes(change, 'live') ? [`live ${typeof live === 'string' ? showHoles(live) : '?'} → ${value}`] : []),
      ...(changes(change, 'kept') ? [`kept in ${file.path}`] : []),
    ];
    return {
      actions: [
        ...(changes(change, 'kept') ? [writeOwnFile(file)] : []),
        ...(changes(change, 'live') ? [run(['sysctl', '-q', '-w', `${params.name}=${value}`])] : []),
      ],
      predictions: [{ request: { ask: 'sysctl', key: params.name }, answer: value }, ...predictOwnFile(file)],
      summary: said.join(', '),
      undo: restore(
        ...(changes(change, 'kept') ? [`path:${file.path}`] : []),
        ...(changes(change, 'live') ? [`sysctl:${params.name}`, ...setAlong(params.name)] : []),
      ),
    };
  },
});

/**
 * The file that sets it at boot. Its name sorts behind 99-sysctl.conf, the link to /etc/sysctl.conf of the RHEL and the Debian family, because
 * the last file wins (sysctl.d(5)).
 */
function keptIn(params: SysctlParams): OwnFile {
  return { path: `/etc/sysctl.d/99-zz-${params.name.replaceAll('/', '-')}.conf`, text: `${params.name} = ${wanted(params)}\n` };
}

function wanted(params: SysctlParams): string {
  return String(params.value).trim().split(/\s+/u).join(' ');
}

/** Parameters that the kernel sets along with this one (ip-sysctl.rst of the kernel): forwarding resets those of each interface. */
function echoes(name: string): readonly string[] {
  if (name === 'net.ipv4.ip_forward') return ['sysctl:net.ipv4.conf.*'];
  const all = /^net\.(ipv[46])\.conf\.all\.(.+)$/u.exec(name);
  if (all === null) return [];
  const [, version = '', parameter = ''] = all;
  if (parameter !== 'forwarding') return [`sysctl:net.${version}.conf.*.${parameter}`];
  return [`sysctl:net.${version}.conf.*`, ...(version === 'ipv4' ? ['sysctl:net.ipv4.ip_forward'] : [])];
}

/**
 * Parameters of other names that the kernel really overwrites when this one is set, in the order in which they are put back behind it (inet_forward_change
 * in net/ipv4/devinet.c, addrconf_forward_change and others in net/ipv6/addrconf.c).
 */
function setAlong(name: string): readonly string[] {
  if (name === 'net.ipv4.ip_forward' || name === 'net.ipv4.conf.all.forwarding')
    return ['sysctl:net.ipv4.conf.*.forwarding', 'sysctl:net.ipv4.conf.all.accept_redirects'];
  const parameter = /^net\.ipv6\.conf\.all\.(forwarding|disable_ipv6|addr_gen_mode|ignore_routes_with_linkdown)$/u.exec(name)?.[1];
  return parameter === undefined ? [] : [`sysctl:net.ipv6.conf.*.${parameter}`];
}

function refuse(name: string): never {
  throw new RunbookError({
    code: 'RB2004',
    severity: 'error',
    what: `the kernel of the host has no parameter ${name}`,
    address: `sysctl:${name}`,
    why: 'There is no such file below /proc/sys, and no task before this one loads a module that brings it.',
    mend: 'Put the `kernel_module` that brings it before this task (br_netfilter for net.bridge.*), or correct the name.',
  });
}
