import type { Provider } from "next-auth/providers";
import credentials from "next-auth/providers/credentials";
import { checkPassword } from "@/lib/accounts/sign-in";
import { AppError } from "@/lib/errors";
import { requestFacts } from "@/lib/http/request-facts";

/** A way to sign in. Whatever it is, its `authorize` or `profile` ends in the id of a user of ours, never in an e-mail address. */
export interface SignInWay {
  readonly id: string;
  readonly provider: Provider;
  /** Whether the sign-in page shows a button of its own for it, beside the form. */
  readonly hasButton: boolean;
}

const password: SignInWay = {
  id: "credentials",
  hasButton: false,
  provider: credentials({
    credentials: { name: {}, password: {} },
    async authorize({ name, password: given }, request) {
      if (typeof name !== "string" || typeof given !== "string") throw new AppError("invalid", "errors.invalid", { count: 2 });
      const facts = requestFacts(request.headers);
      const id = await checkPassword({ name, password: given }, facts);
      return { id, address: facts.address, userAgent: request.headers.get("user-agent") };
    },
  }),
};

/**
 * Every way to sign in: another one (Microsoft, WeChat) is one entry here. It identifies people by the provider's own
 * stable subject in `identities`, and gives no rights to an unknown one.
 */
export const signInWays: readonly SignInWay[] = [password];
