"use client";

import { whileSignedIn } from "@/components/account/while-signed-in";
import { Button } from "@/components/ui/button";
import { DangerDialog } from "@/components/ui/danger-dialog";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/http/action";

interface DeleteRowProps {
  /** On the button in the row and on the one that does it. */
  readonly verb: string;
  readonly title: string;
  /** What it means that it is gone. */
  readonly sentence: string;
  /** Said once it is done. */
  readonly done: string;
  readonly remove: () => Promise<ActionResult<unknown>>;
}

/** Deletes what one row of a table shows, after a question; a refusal is said in the question. */
export function DeleteRow({ verb, title, sentence, done, remove }: DeleteRowProps) {
  async function confirm() {
    const result = await whileSignedIn(remove);
    if (!result.ok) return result.message;
    toast.success(done);
    return undefined;
  }

  return (
    <DangerDialog
      trigger={
        <Button size="low" look="bare">
          {verb}
        </Button>
      }
      title={title}
      verb={verb}
      onConfirm={confirm}
    >
      <p>{sentence}</p>
    </DangerDialog>
  );
}
