import { realpathSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type BuildSpec, buildSpec } from "@/lib/compute/local/build-spec";
import { isFolderName } from "@/lib/compute/local/folders";
import { type RunSpec, runSpec } from "@/lib/compute/local/run-spec";

const lastTenantUid = 4_000_000_000;
const tenantUid = z.int().positive().max(lastTenantUid);
const text = z.string().min(1).max(4096);

/** All that the worker may ask the launcher for. */
export const launcherRequest = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("probe") }),
  z.strictObject({ act: z.literal("shim"), folder: text, spec: runSpec.extend({ tenantUid }) }),
  z.strictObject({ act: z.literal("build"), spec: buildSpec }),
  z.strictObject({
    act: z.literal("tenant"),
    uid: tenantUid,
    tenant: z.discriminatedUnion("verb", [
      z.strictObject({ verb: z.literal("list"), folder: text }),
      z.strictObject({ verb: z.literal("read"), folder: text, path: text }),
      z.strictObject({ verb: z.literal("erase"), folders: z.array(text).max(20_000) }),
      z.strictObject({ verb: z.literal("sweep"), mark: z.string().regex(/^[A-Za-z0-9._-]{1,300}$/) }),
    ]),
  }),
]);
export type LauncherRequest = z.infer<typeof launcherRequest>;

export interface Bounds {
  readonly dataFolder: string;
  readonly runtimeFolder: string;
  /** Projects have their user ids from here on; below it lie the accounts of the machine and of Cairn itself. */
  readonly firstTenantUid: number;
}

/** Throws what is wrong with a request: the worker may be in a stranger's hands, and this is what root does for it. */
export function checkRequest(request: LauncherRequest, bounds: Bounds): void {
  const uid = request.act === "shim" ? request.spec.tenantUid : request.act === "tenant" ? request.uid : undefined;
  demand(uid === undefined || uid >= bounds.firstTenantUid, `${uid} is no project's account`);
  if (request.act === "shim") checkShim(request.folder, request.spec, bounds);
  if (request.act === "build") checkBuild(request.spec, bounds);
  if (request.act !== "tenant" || request.tenant.verb === "sweep") return;
  const folders = request.tenant.verb === "erase" ? request.tenant.folders : [request.tenant.folder];
  for (const folder of folders) checkTenantFolder(folder, bounds);
}

function checkShim(folder: string, spec: RunSpec, bounds: Bounds): void {
  checkRunFolder(folder, bounds);
  for (const own of [...spec.owned, spec.metricsFile]) if (own !== null) demand(isBelow(own, folder), `${own} is not in the run folder`);
  const sockets = path.join(bounds.runtimeFolder, "w");
  if (spec.socketFolder !== null) demand(path.dirname(spec.socketFolder) === sockets, `${spec.socketFolder} is no folder for sockets`);
  for (const { source, readOnly } of spec.binds) {
    demand(isPlain(source) && source !== "/", `${source} is not a plain path`);
    if (isBelow(source, folder) || source === spec.socketFolder) continue;
    demand(readOnly, `${source} may only be shown read-only`);
    checkShown(source, ["inputs", "environments", "python"], bounds);
  }
}

/** Of the data folder only what stands in one of the named folders, of the machine anything else but what leads there. */
function checkShown(source: string, shared: readonly string[], { dataFolder, runtimeFolder }: Bounds): void {
  const isShared = shared.some((name) => isBelow(source, path.join(dataFolder, name)));
  const isInside = [dataFolder, runtimeFolder].some((hidden) => source === hidden || isBelow(source, hidden) || isBelow(hidden, source));
  demand(isShared || !isInside, `${source} is not to be shown`);
}

/** Whose rights it gets is not the worker's to say. */
function checkBuild(spec: BuildSpec, bounds: Bounds): void {
  checkBuildFolder(spec.cache, "cache", bounds);
  for (const folder of spec.lent) checkBuildFolder(folder, "environments", bounds);
  for (const source of spec.shown) {
    demand(isPlain(source) && source !== "/", `${source} is not a plain path`);
    checkShown(source, ["tools", "python"], bounds);
  }
}

/** A real folder one step below the one where such folders lie. */
function checkBuildFolder(folder: string, kind: "cache" | "environments", { dataFolder }: Bounds): void {
  const name = path.basename(folder);
  demand(isPlain(folder) && folder === path.join(dataFolder, kind, name) && isFolderName(name), `${folder} is no folder of a build`);
  demand(realpathSync(folder) === path.join(realpathSync(dataFolder), kind, name), `${folder} is not where it seems to be`);
}

/** `runs/<project>/<workload>/<role>-<rank>`, every step a real folder. */
function checkRunFolder(folder: string, { dataFolder }: Bounds): void {
  const steps = path.relative(path.join(dataFolder, "runs"), folder).split("/");
  demand(isPlain(folder) && steps.length === 3 && steps.every(isFolderName), `${folder} is no run folder`);
  demand(realpathSync(folder) === path.join(realpathSync(dataFolder), "runs", ...steps), `${folder} is not where it seems to be`);
}

function checkTenantFolder(folder: string, bounds: Bounds): void {
  demand(isPlain(folder) && isBelow(folder, path.join(bounds.dataFolder, "runs")), `${folder} is not in a run folder`);
}

function isPlain(file: string): boolean {
  return path.isAbsolute(file) && path.normalize(file) === file && !file.includes("\0");
}

function isBelow(file: string, folder: string): boolean {
  return isPlain(file) && file.startsWith(`${folder}/`);
}

function demand(isTrue: boolean, otherwise: string): asserts isTrue {
  if (!isTrue) throw new Error(otherwise);
}
