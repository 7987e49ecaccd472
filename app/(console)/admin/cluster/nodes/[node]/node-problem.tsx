"use client";

import { type KeyedMessage, useMessage } from "@/components/shell/use-message";
import { Time } from "@/components/ui/time";

/** What is wrong with a node, and since when. */
export function NodeProblem({ problem, since }: { readonly problem: KeyedMessage; readonly since: string | null }) {
  const words = useMessage();
  return (
    <>
      {words(problem)}
      {since ? (
        <>
          {" · "}
          <Time at={since} />
        </>
      ) : null}
    </>
  );
}
