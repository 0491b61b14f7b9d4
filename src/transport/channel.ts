import type { Diagnostic } from '../core/diagnostic.ts';

/** How a channel ended. */
export interface ChannelEnd {
  /** Exit code of the remote command; undefined when it was killed or the link broke. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** Set when the link broke rather than the command ended. */
  readonly diagnostic?: Diagnostic;
}

/** One command on a host, byte for byte. */
export interface Channel {
  /** Resolves when the host has begun the command; rejects with a RunbookError that names the hop, and why, when it does not. */
  readonly opened: Promise<unknown>;
  /** May be called before it is open: what is written early travels with the login. */
  write(bytes: string | Uint8Array): void;
  /**
   * Writes the bytes and resolves when the way has room for more: whoever sends much waits for it. The bytes may be overwritten then. When the channel
   * ends before, it may never resolve.
   */
  pour(bytes: Uint8Array): Promise<void>;
  /** Calls the listener with standard output as it comes. Output that came before is delivered first. */
  onOutput(listener: (bytes: Uint8Array) => void): void;
  /** The same for standard error. */
  onErrorOutput(listener: (bytes: Uint8Array) => void): void;
  /** Resolves once, after all output was delivered. Never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /**
   * What is to be said when the connection itself gives no sign, though the other side was asked for one: the host, or a hop on the way, is gone or frozen. Undefined: somebody there answers.
   * Absent where nobody can be asked.
   */
  silence?(): Diagnostic | undefined;
  /** Closes standard input. */
  end(): void;
  /** Gives the channel up. What runs on the host is not ended by this. */
  close(): void;
}

/** Counts of the way to one host; the shared connections to bastions are counted under the bastion's name. */
export interface LinkStats {
  readonly connections: number;
  readonly authentications: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** Ways to hosts: opens channels over shared, authenticated, checked connections. */
export interface Links {
  /** Connects and logs in, so that failing does not wait for the first command. Rejects with a RunbookError that names the hop, and why. */
  enter(host: string): Promise<unknown>;
  /** Starts a command (given to the account's login shell). Gives the channel at once, before the host is entered; whether it opens is told by `opened`. */
  openChannel(host: string, command: string): Promise<Channel>;
  /**
   * The same beside the channels that are open already, with a share of the way of its own: behind a bastion over a further connection, which is
   * logged in to and ends with the channel. For much data. Where the host cannot be entered `opened` tells.
   */
  openLane(host: string, command: string): Promise<Channel>;
  stats(host: string): LinkStats;
  /** The same ways over connections of their own: none that stands is used. What was unlocked or typed in for these serves those too, and they are counted together. */
  anew(): Links;
  /** Ends the connection to a host, and with it those that lead through it. What is asked for next makes new ones. */
  forget(host: string): void;
  close(): Promise<void>;
}
