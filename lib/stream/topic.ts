import { z } from "zod";
import { AppError } from "@/lib/errors";

export const topicKinds = ["changes", "operations", "log", "metrics", "inbox", "worker", "nodes"] as const;

/** Those that are not of one thing. */
const withoutId: ReadonlySet<string> = new Set(["inbox", "worker", "nodes"]);

/** What a browser can follow: `changes:<project>`, `operations:<project>`, `log:<subject>`, `metrics:<run>`, `inbox`, `worker`, `nodes`. */
export interface Topic {
  readonly kind: (typeof topicKinds)[number];
  readonly id: string;
  /** As it stands in the address and in events. */
  readonly name: string;
}

const most = 40;

/** Reads the `topics` of a stream's address; throws `invalid` for one that does not exist. */
export function parseTopics(text: string): readonly Topic[] {
  const names = [...new Set(text.split(",").filter(Boolean))];
  if (names.length === 0 || names.length > most) throw new AppError("invalid", "errors.field.tooBig", { maximum: most });
  return names.map((name) => {
    const [kind, id = ""] = name.split(":");
    const known = topicKinds.find((candidate) => candidate === kind);
    if (!known || (!withoutId.has(known) && !z.uuid().safeParse(id).success)) throw new AppError("invalid", "errors.notFound");
    return { kind: known, id, name };
  });
}

const cursors = z.record(z.string(), z.number());

/** Where each topic stands, as one id: what a browser sends back when it reconnects. */
export function toStreamId(at: ReadonlyMap<string, number>): string {
  return Buffer.from(JSON.stringify(Object.fromEntries(at))).toString("base64url");
}

/** Reads it back; what cannot be read counts as no cursor. */
export function fromStreamId(id: string | null): Map<string, number> {
  if (id === null) return new Map();
  try {
    return new Map(Object.entries(cursors.parse(JSON.parse(Buffer.from(id, "base64url").toString("utf8")))));
  } catch {
    return new Map();
  }
}
