import { vi } from "vitest";

const { awaitOperation: wait } =
  await vi.importActual<typeof import("@/lib/operations/await-operation")>("@/lib/operations/await-operation");

/** For tests in which nobody works off operations: to wait for the end of one would be in vain. */
export const awaitOperation = (id: string) => wait(id, 0);
