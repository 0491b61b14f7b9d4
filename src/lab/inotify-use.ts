import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How many inotify instances root has open on this machine, and how many it may have. */
export interface InotifyUse {
  /** Counted by open files, so an instance that processes share counts for each. */
  readonly used: number;
  /** The sysctl fs.inotify.max_user_instances (inotify(7)). */
  readonly limit: number;
}

/** Counts the inotify instances of root's processes. */
export function readInotifyUse(): InotifyUse {
  const used = readdirSync('/proc').reduce((sum, name) => (/^\d+$/.test(name) ? sum + countIn(join('/proc', name)) : sum), 0);
  return { used, limit: Number(readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8')) };
}

function countIn(processFolder: string): number {
  try {
    if (statSync(processFolder).uid !== 0) return 0;
    const files = join(processFolder, 'fd');
    return readdirSync(files).filter((fd) => linkOf(join(files, fd)) === 'anon_inode:inotify').length;
  } catch {
    // The process ended meanwhile.
    return 0;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
