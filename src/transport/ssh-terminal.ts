import type { ClientChannel } from 'ssh2';
import type { Channel } from './channel.ts';
import type { Hop } from './hop.ts';
import type { TerminalSize } from './session-channel.ts';
import { sshChannel } from './ssh-channel.ts';

/** An interactive terminal on a host. Its output and its errors come together, as on a screen. */
export interface Terminal extends Channel {
  /** Tells the host that the window has another size. */
  resize(size: TerminalSize): void;
}

/** A session channel that has a terminal. */
export function sshTerminal(hop: Hop, raw: ClientChannel): Terminal {
  return { ...sshChannel(hop, raw), resize: (size) => raw.setWindow(size.rows, size.columns, 0, 0) };
}
