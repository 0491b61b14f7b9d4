import type { TruthCase } from './truth-cases.ts';

/** Something that makes a plan untrue. */
export interface PlantedLie {
  readonly title: string;
  readonly declares: Pick<TruthCase, 'type' | 'params'>;
  /** The program in whose place one stands that writes `path` and then does what it was asked. */
  readonly shim?: string;
  /** Shell as root on both hosts before the apply. */
  readonly first?: string;
  /** Shell as root on the host after it. */
  readonly tamper?: string;
  /** The host and path that the law has to name, and what it has to say. */
  readonly host: 'deb' | 'el';
  readonly path: string;
  readonly says: RegExp;
}

const GONE = /: file 0\d{3} 0:0 [0-9a-f]{12} became nothing, and no step announced it$/u;
const UNTOLD = /: nothing became file 0\d{3} 0:0 [0-9a-f]{12}, and no step announced it$/u;

function fileOf(path: string): PlantedLie['declares'] {
  return { type: 'file', params: { path, content: 'announced\n' } };
}

/** The lies of one apply, each about a path of its own. */
export const plantedLies: readonly PlantedLie[] = [
  {
    title: 'a command that writes elsewhere too',
    declares: {
      type: 'command',
      params: { name: 'two', argv: ['sh', '-c', 'echo 1 > /opt/told; echo 2 > /etc/untold'], writes: ['/opt/told'] },
    },
    host: 'deb',
    path: '/etc/untold',
    says: UNTOLD,
  },
  {
    title: 'a command that removes what the host came with',
    declares: { type: 'command', params: { name: 'removes', argv: ['rm', '/etc/issue.net'], writes: [] } },
    host: 'deb',
    path: '/etc/issue.net',
    says: GONE,
  },
  {
    title: 'a command that makes a folder anew',
    declares: {
      type: 'command',
      params: { name: 'anew', argv: ['sh', '-c', 'rm -r /etc/update-motd.d; mkdir -m 0755 /etc/update-motd.d'], writes: [] },
    },
    host: 'el',
    path: '/etc/update-motd.d/10-uname',
    says: GONE,
  },
  {
    title: 'an apt-get that writes a file of its own accord',
    declares: { type: 'package', params: { name: 'nftables' } },
    shim: '/usr/bin/apt-get',
    host: 'deb',
    path: '/etc/planted-by-apt',
    says: UNTOLD,
  },
  {
    title: 'a dnf that does so',
    declares: { type: 'package', params: { name: 'haproxy' } },
    shim: '/usr/bin/dnf',
    host: 'el',
    path: '/usr/local/bin/planted-by-dnf',
    says: UNTOLD,
  },
  {
    title: 'a systemctl that does so',
    declares: { type: 'service', params: { name: 'lie', running: false } },
    first:
      "printf '[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/lie.service; systemctl daemon-reload",
    shim: '/usr/bin/systemctl',
    host: 'deb',
    path: '/etc/systemd/planted.conf',
    says: UNTOLD,
  },
  {
    title: 'a file with another mode',
    declares: fileOf('/opt/lie-mode'),
    tamper: 'chmod 0666 /opt/lie-mode',
    host: 'deb',
    path: '/opt/lie-mode',
    says: /: is "file 0666 root root" instead of "file 0644 root root" \(deb file:\/opt\/lie-mode\)$/u,
  },
  {
    title: 'a file of another owner',
    declares: fileOf('/opt/lie-owner'),
    tamper: 'chown ops /opt/lie-owner',
    host: 'el',
    path: '/opt/lie-owner',
    says: /: is "file 0644 ops root" instead of "file 0644 root root" \(el file:\/opt\/lie-owner\)$/u,
  },
  {
    title: 'a file with another content',
    declares: fileOf('/opt/lie-content'),
    tamper: 'echo otherwise > /opt/lie-content',
    host: 'deb',
    path: '/opt/lie-content',
    says: /: holds [0-9a-f]{12} instead of [0-9a-f]{12} \(deb file:\/opt\/lie-content\)$/u,
  },
  {
    title: 'a write that did not happen',
    declares: fileOf('/opt/lie-missing'),
    tamper: 'rm /opt/lie-missing',
    host: 'deb',
    path: '/opt/lie-missing',
    says: /: is "absent" instead of "file 0644 root root" \(deb file:\/opt\/lie-missing\)$/u,
  },
  {
    title: 'a link that leads elsewhere',
    declares: { type: 'symlink', params: { path: '/opt/lie-link', target: '/etc/motd' } },
    tamper: 'ln -sfn /etc/shadow /opt/lie-link',
    host: 'deb',
    path: '/opt/lie-link',
    says: /: is "link 0777 root root \/etc\/shadow" instead of "link 0777 root root \/etc\/motd"/u,
  },
  {
    title: 'a removal that did not happen',
    declares: { type: 'file', params: { path: '/opt/lie-stays', present: false } },
    first: 'echo 1 > /opt/lie-stays',
    tamper: 'echo 1 > /opt/lie-stays',
    host: 'deb',
    path: '/opt/lie-stays',
    says: /: is "file 0644 root root" instead of "absent" \(deb file:\/opt\/lie-stays\)$/u,
  },
];

/** Shell that puts a program in the place of another: it writes the file, and then does what it was asked. */
export function plantShim(program: string, path: string): string {
  const text = String.raw`#!/bin/sh\necho planted > ${path}\nexec ${program}.real "$@"\n`;
  return `mv ${program} ${program}.real; printf '${text}' > ${program}; chmod 0755 ${program}`;
}

/** Shell that gives the program its place back. */
export function removeShim(program: string): string {
  return `mv -f ${program}.real ${program}`;
}
