"use server";

import { refresh } from "next/cache";
import { action } from "@/lib/http/action";
import { cleanMachine, cleanMachineInput } from "@/lib/machine/clean-machine";

export const cleanMachineAction = action("machine.clean", cleanMachineInput, async (actor, input) => {
  const operation = await cleanMachine(actor, input);
  refresh();
  return operation;
});
