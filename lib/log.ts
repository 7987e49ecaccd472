import pino from "pino";
import { env } from "@/lib/env";

/** Where a token may stand in a log line: it is cut to its kind. */
const token = /cairn_(pat|ep|job|up)_[0-9A-Za-z]+/g;

/** Structured log of this process, JSON lines on stdout. Secrets are redacted by name and by pattern. */
export const log = pino({
  level: env.CAIRN_LOG_LEVEL,
  base: { process: env.CAIRN_PROCESS },
  redact: {
    paths: ["password", "token", "secret", "authorization", "cookie", "*.password", "*.token", "*.secret", "*.authorization", "*.cookie"],
    censor: "[redacted]",
  },
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: pino.stdSerializers.err },
  hooks: {
    streamWrite: (line) => line.replace(token, "cairn_$1_[redacted]"),
  },
});
