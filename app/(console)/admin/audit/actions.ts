"use server";

import { z } from "zod";
import { checkAuditChain } from "@/lib/audit/check-audit-chain";
import { action } from "@/lib/http/action";

export const checkAuditChainAction = action("audit.check", z.strictObject({}), (actor) => checkAuditChain(actor));
