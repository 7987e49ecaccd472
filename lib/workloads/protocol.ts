import { AppError } from "@/lib/errors";

/** Raised whenever a wrapper of before would lose something; `wrapper/internal/workload/client.go` says the same. */
export const workloadProtocol = 1;
export const protocolHeader = "cairn-protocol";
/** Who says nothing speaks the last that was not said. */
const unsaid = "1";

/** Refuses a wrapper that speaks another protocol, before its program has made anything that could not be stored. */
export function assertProtocol(said: string | null): void {
  const protocol = said ?? unsaid;
  if (protocol !== String(workloadProtocol)) throw new AppError("conflict", "compute.wrapperMismatch", { protocol: protocol.slice(0, 20) });
}
