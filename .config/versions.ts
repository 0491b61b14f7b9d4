/** Prints what everything else runs on, so that a report from another machine can be read. */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';

const osRelease = process.platform === 'linux' ? readFileSync('/etc/os-release', 'utf8') : '';
const system = /^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? process.platform;
console.log(`Node ${process.version} on ${system}, kernel ${release()}, ${process.arch}`);
