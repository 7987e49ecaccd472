"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { updateProfile } from "@/lib/accounts/update-profile";
import { firstDaySteps } from "@/lib/home/first-day";
import { takeStep } from "@/lib/home/take-step";
import { action } from "@/lib/http/action";

export const takeStepAction = action(
  "home.takeStep",
  z.object({ projectId: z.uuid(), step: z.enum(firstDaySteps) }),
  async (actor, input) => {
    const taken = await takeStep(actor, input);
    refresh();
    return taken;
  },
);

export const showFirstDayAction = action("account.update", z.object({ isShown: z.boolean() }), async (actor, { isShown }) => {
  await updateProfile(actor, { preferences: { checklistDismissed: !isShown } });
  refresh();
});
