import { z } from "zod";
import { route } from "@/lib/http/route";
import { accessKeyView, accessKeyWithTokenView, createAccessKeyInput } from "@/lib/keys/access-key";
import { createAccessKey } from "@/lib/keys/create-access-key";
import { listAccessKeys } from "@/lib/keys/list-access-keys";

export const GET = route(
  {
    verb: "access_key.list",
    summary: "Your access keys",
    response: z.object({ items: z.array(accessKeyView), nextCursor: z.null() }),
  },
  async ({ actor }) => ({ items: await listAccessKeys(actor), nextCursor: null }),
);

export const POST = route(
  {
    verb: "access_key.create",
    body: createAccessKeyInput,
    status: 201,
    isSecret: true,
    summary: "Create an access key; only from the console, by a person",
    response: accessKeyWithTokenView,
  },
  ({ actor, body }) => createAccessKey(actor, body),
);
