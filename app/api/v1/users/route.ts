import { z } from "zod";
import { createUser } from "@/lib/accounts/create-user";
import { listUsers, listUsersQuery } from "@/lib/accounts/list-users";
import { createUserInput, userView, userWithPasswordView } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

export const GET = route(
  {
    verb: "user.list",
    query: listUsersQuery,
    summary: "Everyone who can or could sign in",
    response: z.object({ items: z.array(userView), nextCursor: z.string().nullable(), total: z.number().int() }),
  },
  ({ actor, query }) => listUsers(actor, query),
);

export const POST = route(
  {
    verb: "user.create",
    body: createUserInput,
    status: 201,
    isSecret: true,
    summary: "Create a user with a one-time password",
    response: userWithPasswordView,
  },
  ({ actor, body }) => createUser(actor, body),
);
