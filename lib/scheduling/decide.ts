import type { Quota } from "@/lib/compute/tenancy";
import type { Node, Resources } from "@/lib/compute/workload";
import { Budgets, type OverQuota } from "@/lib/scheduling/quota";
import { fits, minus, nothing, plus, times } from "@/lib/scheduling/resources";

/** Who asks for resources of one node, or of several: `copies` times the same, each wherever there is room; once unless said. */
export interface Ask {
  readonly id: string;
  readonly projectId: string;
  readonly resources: Resources;
  readonly copies?: number;
  readonly priority: number;
  readonly since: Date;
  /** How long it runs at most; null when nobody knows. */
  readonly maxRunSeconds: number | null;
}

/** Who holds resources of a node. */
export interface Holding {
  readonly id: string;
  readonly projectId: string;
  readonly node: string;
  readonly resources: Resources;
  readonly since: Date;
  readonly maxRunSeconds: number | null;
  /** Services end when somebody says so; batches end by themselves. */
  readonly isService: boolean;
}

/** Why one waits: for which node, behind how many, and within how many seconds it starts at the latest, where that is known. */
export interface Wait {
  readonly node: string;
  readonly ahead: number;
  readonly free: Resources;
  readonly startsWithinSeconds: number | null;
}

export interface Decisions {
  /** Where each starts; the first of its copies where it has several. */
  readonly admitted: ReadonlyMap<string, string>;
  /** A node for each copy of those that start. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  readonly waiting: ReadonlyMap<string, Wait>;
  /** Those whose project has used up its quota: they hold up nobody, and no node is kept for them. */
  readonly overQuota: ReadonlyMap<string, OverQuota>;
  /** Those that no node could take even if it were empty. */
  readonly never: ReadonlySet<string>;
}

type SomeNode = Pick<Node, "name" | "allocatable" | "conditions"> & Partial<Pick<Node, "requested" | "cluster">>;

/**
 * Which of the waiting start now, and where: by priority, then by age. The first one that has to wait keeps a node for
 * itself: a younger one passes it there only if it surely ends before the older one could start. So nobody starves, and
 * nothing is over-allocated. Waiting itself reserves nothing. Whoever waits for its
 * project's quota is passed by others, not by younger ones of the project.
 */
export function decide(
  queue: readonly Ask[],
  nodes: readonly SomeNode[],
  holdings: readonly Holding[],
  now: Date,
  quotas: ReadonlyMap<string, Quota> = new Map(),
): Decisions {
  const ready = nodes.filter(isReady);
  const heldOn = Map.groupBy(holdings, ({ node }) => node);
  const free = new Map(ready.map((node) => [node.name, freeOn(node, heldOn.get(node.name) ?? [])]));
  const kept = new Map<string, number | null>();
  const places = new Map<string, readonly string[]>();
  const waiting = new Map<string, Wait>();
  const overQuota = new Map<string, OverQuota>();
  const never = new Set<string>();
  const budgets = new Budgets(quotas, holdings);

  for (const ask of inOrder(queue)) {
    if (!fitEmpty(ask, ready)) {
      never.add(ask.id);
      continue;
    }
    const whole = wholeOf(ask);
    const excess = budgets.ask(whole);
    if (excess) {
      overQuota.set(ask.id, excess);
      continue;
    }
    const found = nodesFor(ask, ready, free, kept);
    if (found) {
      places.set(
        ask.id,
        found.map(({ name }) => name),
      );
      budgets.take(whole);
      for (const node of found) take(free, node, ask);
      continue;
    }
    const place = soonest(ready, free, ask, holdings, now);
    if (place.isBatchOnly && !kept.has(place.node)) kept.set(place.node, place.seconds);
    waiting.set(ask.id, waitAt(place, waiting.size, free.get(place.node) ?? ask.resources));
  }
  const admitted = new Map([...places].map(([id, [first = ""]]) => [id, first]));
  return { admitted, places, waiting, overQuota, never };
}

/** Whether these nodes could take it if they were empty: what they cannot take then would wait for ever. */
export function couldStart(ask: Ask, nodes: readonly SomeNode[]): boolean {
  return fitEmpty(ask, nodes.filter(isReady));
}

function fitEmpty(ask: Ask, ready: readonly SomeNode[]): boolean {
  if ((ask.copies ?? 1) === 1) return ready.some(({ allocatable }) => fits(ask.resources, allocatable));
  return nodesFor(ask, ready, new Map(), new Map()) !== null;
}

/** Higher priority first, then the older one; ids tell apart what came in the same millisecond. */
export function inOrder<T extends Pick<Ask, "priority" | "since" | "id">>(queue: readonly T[]): readonly T[] {
  return queue.toSorted(
    (a, b) => b.priority - a.priority || a.since.getTime() - b.since.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

/** What has to be true of a node before anything new may start there. */
const needed: ReadonlySet<string> = new Set(["Ready", "Schedulable", "Admits"]);

export function isReady(node: SomeNode): boolean {
  return node.conditions.every(({ type, ok }) => ok || !needed.has(type));
}

function freeOn(node: SomeNode, held: readonly Holding[]): Resources {
  return held.reduce((rest, { resources }) => minus(rest, resources), oursOn(node));
}

const ours = new WeakMap<SomeNode, Resources>();

/** What this installation may use of a node. Thousands of nodes are asked for at each decision, and few of them change between two. */
function oursOn(node: SomeNode): Resources {
  const known = ours.get(node) ?? minus(node.allocatable, othersOn(node));
  ours.set(node, known);
  return known;
}

/** What is held of a node by what this installation did not start: the system's own pods, and other people's. */
export function othersOn({ requested, cluster }: Pick<SomeNode, "requested" | "cluster">): Resources {
  if (!requested || !cluster) return nothing;
  return cluster.workloads.reduce((rest, { resources }) => minus(rest, resources), requested);
}

function waitAt({ node, seconds }: Place, ahead: number, free: Resources): Wait {
  return { node, ahead, free, startsWithinSeconds: ahead === 0 ? seconds : null };
}

function wholeOf({ projectId, resources, copies = 1 }: Ask): Pick<Ask, "projectId" | "resources"> {
  return { projectId, resources: times(resources, copies) };
}

/** A node for each copy; null where not all of them have room. */
function nodesFor(
  ask: Ask,
  ready: readonly SomeNode[],
  free: ReadonlyMap<string, Resources>,
  kept: ReadonlyMap<string, number | null>,
): readonly SomeNode[] | null {
  if ((ask.copies ?? 1) === 1) {
    const node = tightest(ready, free, ask, kept);
    return node && [node];
  }
  const left = new Map(free);
  const found: SomeNode[] = [];
  for (let copy = 0; copy < (ask.copies ?? 1); copy++) {
    const node = tightest(ready, left, ask, kept);
    if (!node) return null;
    take(left, node, ask);
    found.push(node);
  }
  return found;
}

function take(free: Map<string, Resources>, node: SomeNode, { resources }: Ask): void {
  free.set(node.name, minus(free.get(node.name) ?? node.allocatable, resources));
}

/** Of the nodes with room now, the one that is fullest afterwards: so large gaps stay. */
function tightest(
  nodes: readonly SomeNode[],
  free: ReadonlyMap<string, Resources>,
  ask: Ask,
  kept: ReadonlyMap<string, number | null>,
): SomeNode | null {
  const room = (node: SomeNode) => free.get(node.name) ?? node.allocatable;
  const isFuller = (a: SomeNode, b: SomeNode) => {
    const difference = room(a).cpuMilli - room(b).cpuMilli;
    return difference < 0 || (difference === 0 && a.name < b.name);
  };
  let best: SomeNode | null = null;
  for (const node of nodes) {
    if (!fits(ask.resources, room(node)) || !mayPass(ask, kept, node.name)) continue;
    if (!best || isFuller(node, best)) best = node;
  }
  return best;
}

/** A node that an older one waits for takes a younger one only if it surely ends in time. */
function mayPass(ask: Ask, kept: ReadonlyMap<string, number | null>, node: string): boolean {
  const seconds = kept.get(node);
  if (seconds === undefined) return true;
  return seconds !== null && ask.maxRunSeconds !== null && ask.maxRunSeconds <= seconds;
}

interface Place {
  readonly node: string;
  /** Null when nobody knows. */
  readonly seconds: number | null;
  /** Whether it gets its turn once batches end: what waits for a service must not hold up others. */
  readonly isBatchOnly: boolean;
}

/** Where it could start first, if all that is held ends at the latest it may. */
function soonest(
  nodes: readonly SomeNode[],
  free: ReadonlyMap<string, Resources>,
  ask: Ask,
  holdings: readonly Holding[],
  now: Date,
): Place {
  const places = nodes
    .filter((node) => fits(ask.resources, node.allocatable))
    .map((node) => placeOn(node, free.get(node.name) ?? node.allocatable, ask, holdings, now));
  const best = places.toSorted(
    (a, b) =>
      Number(b.isBatchOnly) - Number(a.isBatchOnly) || (a.seconds ?? Number.POSITIVE_INFINITY) - (b.seconds ?? Number.POSITIVE_INFINITY),
  )[0];
  if (!best) throw new Error("no node could take it even when empty");
  return best;
}

function placeOn(node: SomeNode, free: Resources, ask: Ask, holdings: readonly Holding[], now: Date): Place {
  const batches = holdings
    .filter((held) => held.node === node.name && !held.isService)
    .map((held) => ({ held, seconds: secondsLeft(held, now) }))
    .toSorted((a, b) => a.seconds - b.seconds);
  let room = free;
  for (const { held, seconds } of batches) {
    room = plus(room, held.resources);
    if (fits(ask.resources, room)) return { node: node.name, seconds: Number.isFinite(seconds) ? seconds : null, isBatchOnly: true };
  }
  // What was admitted in this very round is not among the holdings yet, but it is a batch that may end.
  const services = holdings.filter((held) => held.node === node.name && held.isService);
  const withoutServices = services.reduce((rest, held) => minus(rest, held.resources), oursOn(node));
  return { node: node.name, seconds: null, isBatchOnly: fits(ask.resources, withoutServices) };
}

/** Infinite when nobody knows. */
export function secondsLeft(held: Holding, now: Date): number {
  if (held.maxRunSeconds === null) return Number.POSITIVE_INFINITY;
  return Math.max(0, held.maxRunSeconds - Math.floor((now.getTime() - held.since.getTime()) / 1000));
}
