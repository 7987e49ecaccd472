import { PreferencesForm } from "@/app/(console)/account/preferences/preferences-form";
import { requireActor } from "@/lib/auth/require-actor";

export default async function PreferencesPage() {
  await requireActor();
  return <PreferencesForm />;
}
