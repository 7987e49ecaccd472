import type { Message } from "@/lib/errors";

/** A build that cannot succeed as it was asked for, with the sentence that says why. */
export class BuildFailure extends Error {
  readonly reason: Message;

  constructor(reason: Message) {
    super(reason.key);
    this.name = "BuildFailure";
    this.reason = reason;
  }
}
