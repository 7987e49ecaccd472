import { createHash } from "node:crypto";
import { z } from "zod";

const targetShape = z.object({
  revisionId: z.string(),
  revision: z.number(),
  /** `unix:/path` or `host:port`: only ever from a row. */
  address: z.string(),
  weight: z.number(),
});
export type Target = z.output<typeof targetShape>;

const routeShape = z.object({
  id: z.string(),
  face: z.enum(["endpoint", "app"]),
  address: z.string(),
  projectId: z.string(),
  subjectId: z.string(),
  targets: z.array(targetShape),
});
export type GatewayRoute = z.output<typeof routeShape>;

const keyShape = z.object({
  id: z.string(),
  /** SHA-256 of the token, hex. */
  hash: z.string(),
  hint: z.string(),
  endpointId: z.string(),
  expiresAt: z.number(),
});
export type GatewayKey = z.output<typeof keyShape>;

/** Everything the gateway has to know to serve endpoints, as it is kept on disk. */
export const tableShape = z.object({ routes: z.array(routeShape), keys: z.array(keyShape) });
export type TableContent = z.output<typeof tableShape>;

/** The table in memory, indexed for the two questions each request asks. Replaced as a whole, never changed. */
export interface Table {
  readonly content: TableContent;
  findRoute(face: GatewayRoute["face"], address: string): GatewayRoute | null;
  /** The living endpoint key of this token; null when there is none. */
  findKey(token: string, now: number): GatewayKey | null;
}

export function toTable(content: TableContent): Table {
  const routes = new Map(content.routes.map((route) => [`${route.face} ${route.address}`, route]));
  const keys = new Map(content.keys.map((key) => [key.hash, key]));
  return {
    content,
    findRoute: (face, address) => routes.get(`${face} ${address}`) ?? null,
    findKey(token, now) {
      const key = keys.get(createHash("sha256").update(token).digest("hex"));
      return key !== undefined && key.expiresAt > now ? key : null;
    },
  };
}

/** What the gateway knows of addresses: how many requests each has in hand, and whether it lately did not answer. */
export interface Standings {
  busy(address: string): number;
  isSilent(address: string): boolean;
}

/**
 * Which target gets the next request; null when there is none. The revision is drawn by weight; of its replicas the least busy one is
 * taken, one that was silent only where all are. `random` is in [0, 1).
 */
export function chooseTarget(targets: readonly Target[], random: number, standings: Standings): Target | null {
  const drawn = drawTarget(targets, random);
  if (!drawn) return null;
  const replicas = targets.filter(({ revisionId, weight }) => revisionId === drawn.revisionId && weight > 0);
  const answering = replicas.filter(({ address }) => !standings.isSilent(address));
  // Beginning with the one that was drawn: of those that are equally busy none is always the first.
  const inTurn = rotated(answering.length > 0 ? answering : replicas, drawn);
  return inTurn.reduce((least, each) => (standings.busy(each.address) < standings.busy(least.address) ? each : least), inTurn[0] ?? drawn);
}

function drawTarget(targets: readonly Target[], random: number): Target | null {
  const total = targets.reduce((sum, target) => sum + target.weight, 0);
  let rest = random * total;
  for (const target of targets) {
    rest -= target.weight;
    if (rest < 0) return target;
  }
  return null;
}

function rotated(targets: readonly Target[], first: Target): readonly Target[] {
  const at = Math.max(0, targets.indexOf(first));
  return [...targets.slice(at), ...targets.slice(0, at)];
}
