import { z } from "zod";
import { confirmPassword } from "@/lib/accounts/confirm-password";
import { givenPassword } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "session.confirm",
    body: z.strictObject({ password: givenPassword }),
    status: 204,
    isSecret: true,
    summary: "Type your password again, which roles, keys and users want within 15 minutes",
  },
  ({ actor, body }) => confirmPassword(actor, body.password),
);
