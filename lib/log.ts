import pino from "pino";
import { env } from "@/lib/env";

/** Where a token may stand in a log line: it is cut to its kind. */
const token = /cairn_(pat|ep|job|up)_[0-9A-Za-z]+/g;

// A line for each of thousands of requests a second is a write that each of them waits for: the gateway gathers them.
const gathersLines = env.CAIRN_PROCESS === "gateway";
const destination = pino.destination({ dest: 1, sync: true, minLength: gathersLines ? 8_192 : 0 });
if (gathersLines) {
  setInterval(() => destination.flushSync(), 300).unref();
  process.once("exit", () => destination.flushSync());
}

const options: pino.LoggerOptions = {
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
};

/** Structured log of this process, JSON lines on stdout. Secrets are redacted by name and by pattern. */
export const log = pino(options, destination);
