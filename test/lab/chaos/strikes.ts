import { setTimeout as sleep } from 'node:timers/promises';
import { labCutLink, labPowerOff, labPowerOn, labRestoreLink } from '../../../src/lab/lab-host.ts';
import type { Random } from '../random/random.ts';
import type { LabProject } from '../support/lab-project.ts';
import type { Running } from '../support/run-program.ts';
import { settle } from './chaos-lab.ts';
import { chaosHosts } from './chaos-role.ts';

/** What can happen to a run. */
export const STRIKES = [
  'controller killed',
  'bastion sshd killed',
  'bastion off',
  'link cut for a while',
  'link cut for good',
  'link flaps',
  'host off',
  'disk full',
] as const;
/** One of them. */
export type StrikeKind = (typeof STRIKES)[number];

/** A strike that was chosen: it is prepared before the run, does its harm in the middle, and is mended when the run has ended. */
export interface Strike {
  readonly kind: StrikeKind;
  /** The host that it hits. */
  readonly host: string;
  prepare(): Promise<void>;
  hit(running: Running): Promise<void>;
  mend(): Promise<void>;
}

/** Places whose disk is filled: where files are written, and where the host keeps what an undo needs and large contents on their way. */
const DISKS = ['/opt/chaos', '/var/lib/runbook'] as const;
const nothing = (): Promise<void> => Promise.resolve();

/** Makes a strike of that kind; where and how long is chosen. */
export function makeStrike(project: LabProject, kind: StrikeKind, random: Random): Strike {
  const { lab } = project;
  const behind = random.pick(['deb-1', 'el-1']);
  const anywhere = random.pick(chaosHosts);
  switch (kind) {
    case 'controller killed':
      return { kind, host: 'desk', prepare: nothing, hit: (running) => Promise.resolve(running.kill()), mend: nothing };
    case 'bastion sshd killed': {
      // Its first process is the sshd that listens, and reads its configuration anew after a SIGHUP; all others carry connections.
      const again = random.chance(0.5) ? 'kill -HUP 1; ' : '';
      const sessions =
        'for of in /proc/[0-9]*; do pid=${of#/proc/}; case $pid:$(cat $of/comm) in 1:*) ;; *:sshd*) kill -KILL "$pid" ;; esac; done';
      const hit = async (): Promise<void> => void (await project.inside('bastion', `${again}${sessions} 2>/dev/null || true`));
      return { kind, host: 'bastion', prepare: nothing, hit, mend: nothing };
    }
    case 'bastion off':
    case 'host off': {
      const host = kind === 'bastion off' ? 'bastion' : behind;
      const waitMs = random.int(0, 2000);
      const hit = async (): Promise<void> => {
        await labPowerOff(lab, host);
        await sleep(waitMs);
        await labPowerOn(lab, host);
      };
      return { kind, host, prepare: nothing, hit, mend: () => settle(project, host) };
    }
    case 'link cut for a while': {
      const cutMs = random.int(500, 6000);
      const hit = async (): Promise<void> => {
        await labCutLink(lab, anywhere);
        await sleep(cutMs);
        await labRestoreLink(lab, anywhere);
      };
      return { kind, host: anywhere, prepare: nothing, hit, mend: nothing };
    }
    case 'link cut for good':
      return { kind, host: anywhere, prepare: nothing, hit: () => labCutLink(lab, anywhere), mend: () => labRestoreLink(lab, anywhere) };
    case 'link flaps': {
      const times = Array.from({ length: random.int(2, 6) }, () => [random.int(50, 500), random.int(50, 500)] as const);
      const hit = async (): Promise<void> => {
        for (const [cutMs, wholeMs] of times) {
          await labCutLink(lab, anywhere);
          await sleep(cutMs);
          await labRestoreLink(lab, anywhere);
          await sleep(wholeMs);
        }
      };
      return { kind, host: anywhere, prepare: nothing, hit, mend: nothing };
    }
    case 'disk full': {
      const disk = random.pick(DISKS);
      // A small disk of its own, with what is there now; filled to the last byte that dd gets in.
      const small = `mkdir -p /run/chaos-copy ${disk}; cp -a ${disk}/. /run/chaos-copy/; mount -t tmpfs -o size=$(($(du -sm /run/chaos-copy | cut -f 1) + 24))m,mode=755 chaos ${disk}; cp -a /run/chaos-copy/. ${disk}/; rm -rf /run/chaos-copy`;
      const mode = disk === '/opt/chaos' ? '' : `; chmod 755 ${disk}`;
      return {
        kind,
        host: behind,
        prepare: async () => void (await project.inside(behind, small + mode)),
        hit: async () =>
          void (await project.inside(
            behind,
            `dd if=/dev/zero of=${disk}/.chaos-filler bs=64k 2>/dev/null || true; printf %04096d 0 >>${disk}/.chaos-filler 2>/dev/null || true`,
          )),
        mend: async () => void (await project.inside(behind, `rm -f ${disk}/.chaos-filler`)),
      };
    }
  }
}

/** Puts the disk of a host back as it was, with what is on it now. */
export async function putDisksBack(project: LabProject): Promise<void> {
  for (const host of ['deb-1', 'el-1']) {
    for (const disk of DISKS)
      await project.inside(
        host,
        `mountpoint -q ${disk} || exit 0; cd /; mkdir -p /run/chaos-copy; cp -a ${disk}/. /run/chaos-copy/; umount -l ${disk}; find ${disk} -mindepth 1 -delete; cp -a /run/chaos-copy/. ${disk}/; rm -rf /run/chaos-copy`,
      );
  }
}
