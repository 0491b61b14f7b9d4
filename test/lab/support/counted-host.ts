import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../../../src/core/session.ts';
import { openLocalPlace, type LocalPlace } from '../../support/local-session.ts';

/** A session to a host of its own on this machine, whose started processes can be counted. */
export interface CountedHost {
  readonly place: LocalPlace;
  readonly session: Session;
  /** Runs a piece of work and gives how many processes the host started for it. */
  forksOf(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** What stands between the login and the shell: process numbers, network, and what is written below these folders are the host's own. */
const OWN_HOST = `#!/bin/sh
set -eu
mount -t tmpfs none /mnt
for folder in etc var/lib; do
  mkdir -p "/mnt/$folder/upper" "/mnt/$folder/work"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=/mnt/$folder/upper,workdir=/mnt/$folder/work" "/$folder"
done
`;

/** Opens it with that shell; needs root. */
export async function openCountedHost(shell: string, prepare = ''): Promise<CountedHost> {
  const place = openLocalPlace();
  const script = join(place.folder, 'own-host');
  writeFileSync(script, `${OWN_HOST}${prepare}\nexec ${shell} "$@"\n`, { mode: 0o755 });
  const session = place.open({ shell: `unshare --pid --fork --mount-proc --net ${script}` });
  // pid_namespaces(7): the number that was given last. Reading it is a piece of work of its own, always the same.
  const last = async (): Promise<number> => Number((await session.run(['cat', '/proc/sys/kernel/ns_last_pid'], 'login', 10_000)).output);
  await last();
  const first = await last();
  const reading = (await last()) - first;
  return {
    place,
    session,
    forksOf: async (work) => {
      const before = await last();
      await work();
      return (await last()) - before - reading;
    },
    close: async () => {
      await session.close();
      await place.close();
    },
  };
}
