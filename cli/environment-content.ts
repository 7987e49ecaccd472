import type { Call, Option } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { readText } from "@/cli/job-file";
import { readAll, readSecret } from "@/cli/read-input";
import { Refusal } from "@/cli/refusal";
import type { EnvironmentVersionView } from "@/lib/environments/environment";
import { parseImageReference } from "@/lib/environments/image-reference";

/** What says what an environment is made of, besides a requirements file, and what it is for. */
export const environmentOptions = {
  image: { type: "string", value: "IMAGE", says: "environment.image" },
  accelerator: { type: "string", value: "NAME", says: "environment.accelerator" },
  architecture: { type: "string", multiple: true, value: "NAME", says: "environment.architecture" },
  "pull-as": { type: "string", value: "USER", says: "environment.pullAs" },
  description: { type: "string", value: "TEXT", says: "environment.description" },
  wait: { type: "boolean", short: "w", says: "environment.wait" },
} as const satisfies Readonly<Record<string, Option>>;

/**
 * Packages by a file or stdin (the second positional), or an image with what is said of it; null where neither is named. What is not said
 * of a new image is as it was of the one `before`. Refuses what belongs to the other kind.
 */
export async function readContent(call: Call, before: EnvironmentVersionView["image"] = null): Promise<object | null> {
  const { options, words } = call;
  const file = call.positionals[1];
  const { image } = options;
  if (typeof image !== "string") {
    const stray = ["accelerator", "architecture", "pull-as"].find((option) => options[option] !== undefined);
    if (stray !== undefined) throw new Refusal(exitCodes.usage, words("environment.needsImage", { option: `--${stray}` }));
    if (file === undefined) return null;
    return { requirements: file === "-" ? await readAll(call) : readText(file, words) };
  }
  if (file !== undefined) throw new Refusal(exitCodes.usage, words("environment.both"));
  const accelerator = options["accelerator"] ?? before?.accelerator;
  const architectures = options["architecture"] ?? before?.architectures ?? [];
  return { image: { reference: image, ...(accelerator != null && { accelerator }), architectures } };
}

/** By whom the project's images are pulled from the named image's registry from now on, where --pull-as says it. */
export async function putLogin(call: Call, projectId: string): Promise<void> {
  const username = call.options["pull-as"];
  if (typeof username !== "string") return;
  const host = parseImageReference(String(call.options["image"]))?.registry ?? "";
  const password = await readSecret(call, call.words("environment.askPassword", { username, host }));
  const { isTried } = await call.api().put<{ isTried: boolean }>(`projects/${projectId}/registry-logins`, { host, username, password });
  if (!isTried) call.terminal.remark(call.words("environment.loginUntried", { host }));
}
