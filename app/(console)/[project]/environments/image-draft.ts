import type { Architecture } from "@/db/values";
import type { EnvironmentVersionView } from "@/lib/environments/environment";

/** An image as it is typed. */
export interface ImageDraft {
  readonly reference: string;
  readonly accelerator: string | null;
  readonly architectures: readonly Architecture[];
}

export function imageDraftOf(image: EnvironmentVersionView["image"]): ImageDraft {
  return { reference: image?.reference ?? "", accelerator: image?.accelerator ?? null, architectures: image?.architectures ?? [] };
}

/** Whether another version would come of it. */
export function isOtherImage(one: ImageDraft, two: ImageDraft): boolean {
  return (
    one.reference.trim() !== two.reference.trim() ||
    one.accelerator !== two.accelerator ||
    one.architectures.join() !== two.architectures.join()
  );
}
