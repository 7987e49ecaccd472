import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { allocations, computes, nodes } from "@/db/schema";
import type { NodeItemView } from "@/lib/cluster/node";
import { toNodeItem } from "@/lib/cluster/node-item";
import type { Node, Resources } from "@/lib/compute/workload";
import { nothing, plus } from "@/lib/scheduling/resources";

/** Rows of nodes that are gone are kept for an hour: who has not read for so long reads all again. */
const forgetfulMs = 30 * 60_000;

interface Kept {
  readonly node: Node;
  readonly item: NodeItemView;
  readonly revision: number;
}

/** The nodes of one backend as the rows tell them, at one moment. */
export interface NodePicture {
  readonly items: readonly NodeItemView[];
  readonly nodes: readonly Node[];
  readonly find: (name: string) => Node | undefined;
  /** Up to where the rows are read. */
  readonly revision: number;
  /** What changed behind a revision, and the names of those that are gone since. */
  readonly since: (revision: number) => { readonly changed: readonly NodeItemView[]; readonly gone: readonly string[] };
  /** When the worker last knew it to be true; null before the first time. */
  readonly seenAt: string | null;
  readonly awaySince: string | null;
}

interface Picture {
  readonly kept: Map<string, Kept>;
  readonly gone: Map<string, number>;
  revision: number;
  readAt: number;
  reading: Promise<void> | undefined;
}

const pictures = new Map<string, Picture>();

/** The rows as they are now: kept in this process, and asked only for what changed since the last time. */
export async function nodePicture(compute: string): Promise<NodePicture> {
  const picture = pictures.get(compute) ?? { kept: new Map(), gone: new Map(), revision: 0, readAt: 0, reading: undefined };
  pictures.set(compute, picture);
  // Whoever asks while a read is under way may have been woken by something that it no longer sees.
  await picture.reading;
  picture.reading ??= read(compute, picture).finally(() => {
    picture.reading = undefined;
  });
  const [[state]] = await Promise.all([db.select().from(computes).where(eq(computes.name, compute)), picture.reading]);
  const { kept, gone, revision } = picture;
  return {
    items: [...kept.values()].map(({ item }) => item),
    nodes: [...kept.values()].map(({ node }) => node),
    find: (name) => kept.get(name)?.node,
    revision,
    since: (from) => ({
      changed: [...kept.values()].filter((one) => one.revision > from).map(({ item }) => item),
      gone: [...gone].filter(([, at]) => at > from).map(([name]) => name),
    }),
    seenAt: state && state.seenAt.getTime() > 0 ? state.seenAt.toISOString() : null,
    awaySince: state?.awaySince?.toISOString() ?? null,
  };
}

async function read(compute: string, picture: Picture): Promise<void> {
  if (Date.now() - picture.readAt > forgetfulMs) {
    picture.kept.clear();
    picture.gone.clear();
    picture.revision = 0;
  }
  const rows = await db
    .select()
    .from(nodes)
    .where(and(eq(nodes.compute, compute), gt(nodes.revision, picture.revision)))
    .orderBy(asc(nodes.revision));
  const held = rows.some(({ node }) => !(node as Node).cluster) ? await heldOn(compute) : new Map();
  for (const { name, node, revision, goneAt } of rows) {
    if (goneAt) {
      picture.kept.delete(name);
      picture.gone.set(name, revision);
    } else {
      picture.gone.delete(name);
      picture.kept.set(name, { node: node as Node, item: toNodeItem(node as Node, held.get(name)), revision });
    }
    picture.revision = revision;
  }
  picture.readAt = Date.now();
}

/** What is given away of each node, where the backend cannot tell by what runs. */
async function heldOn(compute: string): Promise<Map<string, Resources>> {
  const rows = await db
    .select()
    .from(allocations)
    .where(and(eq(allocations.compute, compute), isNull(allocations.until)));
  const held = new Map<string, Resources>();
  for (const { node, cpuMilli, memoryBytes, accelerators } of rows) {
    const before = held.get(node) ?? nothing;
    held.set(node, plus(before, { cpuMilli, memoryBytes, accelerators }));
  }
  return held;
}
