import type { environmentVersions } from "@/db/schema";
import type { Architecture } from "@/db/values";
import { env } from "@/lib/env";
import type { ImageInput } from "@/lib/environments/environment";
import { parseImageReference } from "@/lib/environments/image-reference";
import { AppError, invalidField } from "@/lib/errors";
import { askRegistry, type ImageAnswer } from "@/lib/registries/ask-registry";
import { findLogin } from "@/lib/registries/find-login";
import { registryHosts } from "@/lib/registries/registry-hosts";

/** What a version of an image is made of. */
export type ImageValues = Pick<
  typeof environmentVersions.$inferInsert,
  "imageReference" | "imageDigest" | "accelerator" | "architectures" | "sizeBytes" | "message"
>;

type Unreachable = Extract<ImageAnswer, { outcome: "unreachable" }>;

/**
 * What an image's registry says of it, before it is kept: what is not there, may not be pulled or does not run where it is to run is
 * refused. A registry that cannot be asked refuses nothing; then it is said, and the first program that runs in the image pins it.
 */
export async function lookUpImage(projectId: string | null, image: ImageInput): Promise<ImageValues> {
  const { reference, accelerator } = image;
  const parsed = parseImageReference(reference);
  if (!parsed) throw invalidField("image.reference", "environments.image.notReference", { text: reference });
  const login = await findLogin(projectId, reference);
  const answer = await askRegistry(parsed, { login, hosts: registryHosts(env.CAIRN_REGISTRIES) });
  const { registry } = parsed;
  switch (answer.outcome) {
    case "missing":
      throw invalidField("image.reference", "environments.image.missing", { registry, reference });
    case "denied": {
      const key = login ? "environments.image.loginRefused" : "environments.image.loginNeeded";
      throw invalidField("image.reference", key, { registry, reference, username: login?.username ?? "" });
    }
    case "notLinux":
      throw invalidField("image.reference", "environments.image.notLinux", { reference });
    case "unreachable":
      return {
        imageReference: reference,
        imageDigest: parsed.digest,
        accelerator,
        architectures: image.architectures,
        message: { key: sentenceOf[answer.fault], params: { registry } },
      };
    case "found":
      return {
        imageReference: reference,
        imageDigest: answer.digest,
        accelerator,
        architectures: chosen(image, answer.architectures),
        sizeBytes: answer.sizeBytes,
        message: null,
      };
  }
}

const sentenceOf = {
  refused: "environments.image.notAsked",
  unknownHost: "environments.image.unknownRegistry",
  unreachable: "environments.image.unreachable",
  unexpected: "environments.image.unexpected",
} as const satisfies Record<Unreachable["fault"], string>;

/** Those that were asked for, all of which the image has to be made for; else all that it is made for. */
function chosen({ architectures, reference }: ImageInput, offered: readonly Architecture[]): readonly Architecture[] {
  if (architectures.length === 0) return offered;
  const missing = architectures.filter((one) => !offered.includes(one));
  if (missing.length === 0) return architectures;
  const key = "environments.image.otherPlatform";
  const params = { reference, missing: missing.join(", "), offered: offered.join(", ") || "–" };
  throw new AppError("invalid", key, params, { fields: [{ path: "image.architectures", key, params }] });
}
