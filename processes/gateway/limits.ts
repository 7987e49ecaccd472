/** What one client, one app and the whole gateway may hold at a time. */
export const gatewayLimits = {
  headerBytes: 16 * 1024,
  headerCount: 100,
  headersSeconds: 15,
  idleSeconds: 75,
  connections: 2_000,
  connectionsPerAddress: 200,
  socketsPerApp: 100,
  /** How long the way to an upstream may take: a node that is gone does not even refuse. */
  connectSeconds: 2,
  /** How long an upstream may take to its first byte. */
  answerSeconds: 300,
  /** A body up to this size is held so that the request can be sent again to another revision. */
  replayBytes: 256 * 1024,
  /** With a verdict that is believed for five seconds, a socket outlives its sign-in by ten at most. */
  recheckSeconds: 5,
} as const;
