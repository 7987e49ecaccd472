import type { ReactNode } from "react";
import { confirmPasswordAction, signInAction } from "@/app/(auth)/actions";
import { InsecureNotice } from "@/components/account/insecure-notice";
import { SessionEndedDialog } from "@/components/account/session-ended-dialog";
import { UploadTray } from "@/components/upload/upload-tray";
import { requireActor } from "@/lib/auth/require-actor";

/** Everything in here is for people who are signed in. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const { name } = await requireActor();
  return (
    <>
      <InsecureNotice className="border-x-0 border-t-0" />
      {children}
      <UploadTray />
      <SessionEndedDialog name={name} signIn={signInAction} confirm={confirmPasswordAction} />
    </>
  );
}
