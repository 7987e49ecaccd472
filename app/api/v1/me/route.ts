import { getProfile, updateProfile } from "@/lib/accounts/update-profile";
import { profileView, updateProfileInput } from "@/lib/accounts/user";
import { route } from "@/lib/http/route";

export const GET = route({ verb: "user.read", summary: "Who you are", response: profileView }, ({ actor }) => getProfile(actor));

export const PATCH = route(
  { verb: "user.update", body: updateProfileInput, summary: "Change your profile", response: profileView },
  ({ actor, body, ifMatch }) => updateProfile(actor, body, ifMatch),
);
