/** Time limits and counts of connecting. Times in milliseconds. */
export interface ConnectLimits {
  /** For the TCP connection, or the bastion's connection to the next hop. */
  readonly connectMs: number;
  /** From the TCP connection to the end of authentication; questions to the operator do not count. */
  readonly handshakeMs: number;
  /** Opening one channel or running its command on a connection that stands. */
  readonly channelMs: number;
  readonly keepaliveMs: number;
  /** Unanswered keepalives after which the connection is lost. */
  readonly keepaliveCount: number;
  /** Handshakes at once through one bastion, or directly, that keep this machine busy. */
  readonly handshakes: number;
  /** Between the parts of what a hastened handshake sends ahead: longer than a server takes for the first part, shorter than a system holds back an acknowledgement. */
  readonly pauseMs: number;
  /**
   * The same for a server that was just reached: it begins to run, and what ends the TCP connection on the way may yet have to reach it. The first part of what is sent is
   * there by then, and was answered; a server that answers sooner is not kept waiting.
   */
  readonly startMs: number;
  /** How long nothing ends before one more handshake begins: those under way wait for the network then. */
  readonly patienceMs: number;
  /** Handshakes at once with one server, whatever names and ports it has; below the 10 of a stock MaxStartups (sshd_config(5)). */
  readonly handshakesPerServer: number;
  /** Further tries when a server hangs up before the handshake, which is before any login. */
  readonly retries: number;
  /** Longest wait before the first further try; doubled for each that follows. */
  readonly retryMs: number;
  /** Keys of an agent that are tried when no key file is named. */
  readonly agentKeys: number;
}

/** The limits that hold when nothing else is said. */
export const CONNECT_LIMITS: ConnectLimits = {
  connectMs: 15_000,
  handshakeMs: 30_000,
  channelMs: 15_000,
  keepaliveMs: 15_000,
  keepaliveCount: 3,
  handshakes: 16,
  pauseMs: 8,
  startMs: 70,
  patienceMs: 10,
  handshakesPerServer: 8,
  retries: 5,
  retryMs: 250,
  agentKeys: 3,
};
