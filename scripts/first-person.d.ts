import type { Instance } from "./instance";

/** Makes the administrator of a new instance, with a key and a project of his own. */
export function createFirstPerson(instance: Pick<Instance, "setupLink" | "data" | "environment">): Promise<{
  readonly token: string;
  readonly projectId: string;
  readonly name: string;
  readonly password: string;
}>;
