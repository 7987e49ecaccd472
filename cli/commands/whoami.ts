import type { Command } from "@/cli/command";
import { exitCodes } from "@/cli/exit-codes";
import { table } from "@/cli/terminal";

export const whoami: Command = {
  name: "whoami",
  takes: "",
  says: "whoami.says",
  async run({ api, terminal, words }) {
    const me = await api().get<{ name: string; displayName: string }>("me");
    terminal.result({ ...me, url: api().url }, [words("whoami.person", { ...me, url: api().url })]);
    return exitCodes.ok;
  },
};

export const projectList: Command = {
  name: "project list",
  takes: "",
  says: "project.list.says",
  async run({ api, terminal, words }) {
    const projects: { slug: string; name: string; role: string }[] = [];
    for await (const project of api().all<{ slug: string; name: string; role: string }>("projects")) projects.push(project);
    terminal.result(
      projects,
      table(
        [words("column.address"), words("column.name"), words("column.role")],
        projects.map(({ slug, name, role }) => [slug, name, role]),
      ),
    );
    return exitCodes.ok;
  },
};
