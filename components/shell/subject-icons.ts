import { Box, Database, type LucideIcon, Radio, SquareTerminal } from "lucide-react";
import { StonesIcon } from "@/components/shell/stones-icon";
import type { SubjectType } from "@/db/values";

/** One icon a kind of thing, the same wherever it is named. */
export const subjectIcons: Partial<Record<SubjectType, LucideIcon | typeof StonesIcon>> = {
  dataset: Database,
  dataset_version: Database,
  environment: Box,
  environment_version: Box,
  job: SquareTerminal,
  attempt: SquareTerminal,
  run: SquareTerminal,
  model: StonesIcon,
  model_version: StonesIcon,
  endpoint: Radio,
  revision: Radio,
};
