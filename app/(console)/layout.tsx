import type { ReactNode } from "react";
import { confirmPasswordAction, signInAction } from "@/app/(auth)/actions";
import { SessionEndedDialog } from "@/components/account/session-ended-dialog";
import { UploadTray } from "@/components/upload/upload-tray";
import { requireActor } from "@/lib/auth/require-actor";

/** Everything in here is for people who are signed in. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const { name } = await requireActor();
  return (
    <>
      {children}
      <UploadTray />
      <SessionEndedDialog name={name} signIn={signInAction} confirm={confirmPasswordAction} />
    </>
  );
}
