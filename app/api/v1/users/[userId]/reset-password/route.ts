import { z } from "zod";
import { resetPassword } from "@/lib/accounts/reset-password";
import { userWithPasswordView } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

export const POST = route(
  {
    verb: "user.reset_password",
    params: z.object({ userId: z.uuid() }),
    isSecret: true,
    summary: "Replace a user's password by a one-time password",
    response: userWithPasswordView,
  },
  ({ actor, params }) => resetPassword(actor, params.userId),
);
