import type { Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { Refusal } from "@/cli/refusal";
import { table } from "@/cli/terminal";
import type { ProjectView } from "@/lib/projects/project";
import type { CreateSharedVolumeInput, MountableVolumeView, SharedVolumeView } from "@/lib/volumes/shared-volume";

export const volumeList: Command = {
  name: "volume list",
  takes: "",
  says: "volume.list.says",
  async run(call) {
    const { words, terminal } = call;
    const { id: projectId } = await call.project();
    const volumes: MountableVolumeView[] = [];
    for await (const volume of call.api().all<MountableVolumeView>(`projects/${projectId}/shared-volumes`)) volumes.push(volume);
    const rows = volumes.map(({ name, readOnly, description }) => [
      name,
      words(readOnly ? "volume.readOnly" : "volume.readWrite"),
      description,
    ]);
    terminal.result(volumes, table([words("column.name"), words("column.access"), words("column.description")], rows));
    return exitCodes.ok;
  },
};

export const volumeAdd: Command = {
  name: "volume add",
  takes: "NAME",
  says: "volume.add.says",
  options: {
    nfs: { type: "string", value: "SERVER:PATH", says: "volume.add.nfs" },
    claim: { type: "string", value: "CLAIM", says: "volume.add.claim" },
    "read-only": { type: "boolean", says: "volume.add.readOnly" },
    only: { type: "string", value: "PROJECT", multiple: true, says: "volume.add.only" },
    description: { type: "string", value: "TEXT", says: "volume.add.description" },
  },
  async run(call) {
    const { options, positionals, words } = call;
    const source = sourceOf(options["nfs"], options["claim"]);
    if (!source) throw new Refusal(exitCodes.usage, words("volume.add.noSource"));
    const { description, only } = options;
    const volume = await call.api().post<SharedVolumeView>("shared-volumes", {
      name: positionals[0],
      source,
      readOnly: options["read-only"] === true,
      ...(typeof description === "string" && { description }),
      ...(Array.isArray(only) && { projectIds: await Promise.all(only.map((ref) => projectId(ref))) }),
    });
    call.terminal.result(volume, [words("volume.add.done", { name: volume.name })]);
    return exitCodes.ok;

    async function projectId(ref: string): Promise<string> {
      return (await call.api().get<ProjectView>(`projects/${encodeURIComponent(ref)}`)).id;
    }
  },
};

export const volumeDelete: Command = {
  name: "volume delete",
  takes: "NAME",
  says: "volume.delete.says",
  async run(call) {
    const [name = ""] = call.positionals;
    const volume = await call.api().get<SharedVolumeView>(`shared-volumes/${encodeURIComponent(name)}`);
    await call.api().delete(`shared-volumes/${volume.id}`);
    call.terminal.result(volume, [call.words("volume.delete.done", { name: volume.name })]);
    return exitCodes.ok;
  },
};

/** `files.example:/export` → server and path; an address with colons of its own stands in brackets or in front of the last one. */
function sourceOf(nfs: unknown, claim: unknown): CreateSharedVolumeInput["source"] | null {
  if (typeof claim === "string" && nfs === undefined) return { kind: "claim", claim };
  if (typeof nfs !== "string" || claim !== undefined) return null;
  const [, server = nfs, path = ""] = /^\[?(.*?)\]?:(\/.*)$/.exec(nfs) ?? [];
  return { kind: "nfs", server, path };
}
