import type { Typing } from './run-program.ts';

/** A host that cannot be worked on, and what the operator is told. */
export interface Refused {
  readonly title: string;
  /** Name in the inventory; `zone`, `user` and `address` follow there. */
  readonly host: string;
  readonly zone?: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  /** Absent: no machine of the lab is at the address. Else shell run as root of the host before anything logs in. */
  readonly arrange?: string;
  readonly options?: readonly string[];
  readonly typing?: readonly Typing[];
  readonly code: string;
  readonly exit: number;
  /** Words of the message: what is wrong and where, why, how to mend. */
  readonly says: { readonly what: RegExp; readonly why: RegExp; readonly mend: RegExp };
}

/** Password of the accounts and of root, where they have one. */
export const rightPassword = 'correct horse 9';
/** A password of nobody. */
export const wrongPassword = 'battery staple 8';
const sshPrompt = 'SSH password of worker: ';
/** What runbook asks after `-K`. */
export const becomePrompt = 'Password for sudo or su on the hosts: ';

/** An account without a key, entered by password. */
const byPassword = `
  useradd -m -s /bin/bash worker
  echo 'worker:${rightPassword}' | chpasswd
  echo 'worker ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/worker`;

/** sudo asks the login account for its password. */
const sudoAsks = `
  echo 'ops:${rightPassword}' | chpasswd
  echo 'ops ALL=(ALL:ALL) ALL' > /etc/sudoers.d/ops`;

/** The account has no right to sudo; root has a password. */
const onlySu = `
  echo 'root:${rightPassword}' | chpasswd
  rm /etc/sudoers.d/ops`;

const expired = {
  what: /the password of the account has expired/u,
  why: /before it has a new password.*Your password has expired/su,
  mend: /chage/u,
};

/** Every such host of the lab. */
export const refused: readonly Refused[] = [
  {
    title: 'wrong host key on the bastion',
    host: 'behind-forged',
    zone: 'behind_forged',
    code: 'RB4011',
    exit: 4,
    says: {
      what: /^forged-bastion showed another host key than the known one: .*SHA256:/u,
      why: /Known is .*SHA256:/u,
      mend: /known_hosts/u,
    },
  },
  {
    title: 'wrong host key on a target',
    host: 'forged',
    arrange: ':',
    code: 'RB4011',
    exit: 4,
    says: {
      what: /^forged showed another host key than the known one: .*SHA256:/u,
      why: /Known is .*SHA256:.*through bastion/su,
      mend: /known_hosts/u,
    },
  },
  {
    title: 'bastion that refuses forwarding',
    host: 'behind-closed',
    zone: 'behind_closed',
    code: 'RB4030',
    exit: 4,
    says: {
      what: /^behind-closed cannot be reached: closed-bastion does not forward$/u,
      why: /sshd on closed-bastion answered: .*forbids forwarding for ops/u,
      mend: /AllowTcpForwarding/u,
    },
  },
  {
    title: 'unreachable host',
    host: 'absent',
    code: 'RB4001',
    exit: 4,
    says: { what: /^absent cannot be reached$/u, why: /198\.18\.30\.\d+ port 22 through bastion: bastion answered: /u, mend: /firewalls/u },
  },
  {
    title: 'wrong password',
    host: 'wrong-password',
    user: 'worker',
    arrange: byPassword,
    options: ['-k'],
    typing: [{ when: sshPrompt, type: wrongPassword }],
    code: 'RB4021',
    exit: 4,
    says: {
      what: /^wrong-password refused the password of worker$/u,
      why: /took neither this password.*not tried again/su,
      mend: /right password/u,
    },
  },
  {
    title: 'password that has expired',
    host: 'old-password',
    user: 'worker',
    arrange: `${byPassword}\n chage -d 0 worker`,
    options: ['-k'],
    typing: [{ when: sshPrompt, type: rightPassword }],
    code: 'RB4023',
    exit: 4,
    says: expired,
  },
  {
    title: 'expired password of an account that is entered by key',
    host: 'old-account',
    arrange: `${sudoAsks}\n chage -d 0 ops`,
    code: 'RB4023',
    exit: 4,
    says: expired,
  },
  {
    title: 'restricted login shell',
    host: 'rbash',
    arrange: 'ln -sf bash /bin/rbash; usermod -s /bin/rbash ops',
    code: 'RB5003',
    exit: 4,
    says: { what: /login shell is a restricted shell/u, why: /restricted/u, mend: /usermod -s/u },
  },
  {
    title: 'no login shell',
    host: 'nologin',
    arrange: 'usermod -s /usr/sbin/nologin ops',
    code: 'RB5004',
    exit: 4,
    says: { what: /no login shell/u, why: /This account is currently not available/u, mend: /usermod -s/u },
  },
  {
    title: 'sudo that wants a terminal',
    host: 'requiretty',
    arrange: "echo 'Defaults requiretty' > /etc/sudoers.d/tty",
    code: 'RB5012',
    exit: 1,
    says: { what: /sudo wants a terminal/u, why: /requiretty/u, mend: /Defaults:USER !requiretty/u },
  },
  {
    title: 'sudo password that was not given',
    host: 'sudo-asks',
    arrange: sudoAsks,
    code: 'RB5010',
    exit: 1,
    says: { what: /needs a password/u, why: /a password is required/u, mend: /-K/u },
  },
  {
    title: 'wrong sudo password',
    host: 'sudo-refuses',
    arrange: sudoAsks,
    options: ['-K'],
    typing: [{ when: becomePrompt, type: wrongPassword }],
    code: 'RB5011',
    exit: 1,
    says: { what: /password .* was not accepted/u, why: /refused it/u, mend: /-K/u },
  },
  {
    title: 'wrong password of root for su',
    host: 'no-sudo',
    groups: ['su_only'],
    arrange: onlySu,
    options: ['-K'],
    typing: [{ when: becomePrompt, type: wrongPassword }],
    code: 'RB5011',
    exit: 1,
    says: { what: /password .* was not accepted/u, why: /refused it .*su: Authentication failure/u, mend: /-K/u },
  },
  {
    title: 'command that hangs',
    host: 'hanging-command',
    arrange: ':',
    code: 'RB3104',
    exit: 1,
    says: { what: /did not end within its time limit of 2 s/u, why: /last words before it hung/u, mend: /why it hangs/u },
  },
  {
    title: 'login shell that hangs before the driver',
    host: 'hanging-login',
    arrange: `sed -i '1i echo "mounting /mnt/home ..."; sleep 1000' /home/ops/.bashrc`,
    code: 'RB5006',
    exit: 4,
    says: { what: /nothing came of it for 20 s/u, why: /start-up file.*mounting \/mnt\/home/su, mend: /runbook ssh hanging-login/u },
  },
];
