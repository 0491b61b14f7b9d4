import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoteShell } from '../../src/core/shell-quote.ts';
import type { FreshSession } from '../../src/core/session.ts';
import type { Channel, Links } from '../../src/transport/channel.ts';
import { localLinks } from '../../src/transport/local-links.ts';
import { createSession } from '../../src/transport/shell/session.ts';
import { firstBlock, packedBlock, plainBlock } from './driver-blocks.ts';

/** Sessions to this machine whose driver keeps its own files in a folder for tests, so that no root is needed. */
export interface LocalPlace {
  /** An empty folder, gone when the place is closed. */
  readonly folder: string;
  /** Opens a session; each has shells of its own. */
  open(options?: LocalSessionOptions): FreshSession;
  close(): Promise<void>;
}

/** What is different from a plain login. */
export interface LocalSessionOptions {
  /** Shell in which the driver runs; default sh. */
  readonly shell?: string;
  /** Shell text that runs before the driver's command, as start-up files do. */
  readonly before?: string;
  readonly becomePassword?: string;
  /** What stands between the session and each of its channels. */
  readonly through?: (channel: Channel) => Channel;
}

/** Makes a folder for tests and opens sessions over it. */
export function openLocalPlace(): LocalPlace {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-driver-'));
  mkdirSync(join(folder, 'work'));
  const links: Links = localLinks();
  return {
    folder: join(folder, 'work'),
    open: ({ shell = 'sh', before, becomePassword, through = (channel: Channel) => channel } = {}) =>
      createSession('here', {
        openChannel: async (command) => {
          const inShell = command.replace("sh -c 'm=", `${shell} -c 'm=`);
          return withOwnPlaces(through(await links.openChannel('here', before === undefined ? inShell : `${before}\n${inShell}`)), folder);
        },
        stats: () => links.stats('here'),
        becomePassword: () => becomePassword,
      }),
    close: async () => {
      await links.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The channel, with the two folders of the driver replaced in its core, which is in the first block. */
function withOwnPlaces(channel: Channel, folder: string): Channel {
  let isSent = false;
  return {
    ...channel,
    write: (bytes) => {
      const sent = Buffer.from(bytes);
      const block = isSent ? undefined : firstBlock(sent);
      if (block === undefined) return channel.write(bytes);
      isSent = true;
      const text = block.text
        .replace('state=/var/lib/runbook', `state=${folder}/state`)
        .replace('volatile=/run/runbook', `volatile=${folder}/volatile`);
      if (text.split(folder).length < 3) throw new Error('the driver names its folders in another way now');
      // A later block may refer to the text as it was.
      const known = `d=${quoteShell(block.text)}\n#${block.text.slice(block.text.lastIndexOf('#') + 1)}`;
      channel.write(Buffer.concat([packedBlock(text), plainBlock(known), sent.subarray(block.bytes)]));
    },
  };
}
