"use server";

import { action } from "@/lib/http/action";
import { createProject } from "@/lib/projects/create-project";
import { createProjectInput } from "@/lib/projects/project";

export const createProjectAction = action("project.create", createProjectInput, (actor, input) => createProject(actor, input));
