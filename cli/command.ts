import type { Api } from "@/cli/api";
import type { Terminal } from "@/cli/terminal";
import type { WordKey, Words } from "@/cli/words";
import type { Locale } from "@/lib/i18n/locales";

export interface Option {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  readonly says: WordKey;
  /** How its value is shown in the help, such as `FILE`. */
  readonly value?: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a command gets to work with. */
export interface Call {
  readonly positionals: readonly string[];
  readonly options: OptionValues;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly words: Words;
  readonly locale: Locale;
  /** The signed-in client; refuses where nobody is signed in. */
  api(): Api;
  /** The project to work in: --project, CAIRN_PROJECT, what login stored, else the personal one. */
  project(): Promise<Project>;
}

export interface Project {
  readonly id: string;
  readonly slug: string;
}

export interface Command {
  /** `dataset push`. */
  readonly name: string;
  /** Its positionals as the help shows them: `DIR|FILE NAME`; those in brackets may be left out. */
  readonly takes: string;
  readonly says: WordKey;
  readonly options?: Readonly<Record<string, Option>>;
  /** Returns what to exit with; 0 when nothing is returned. */
  run(call: Call): Promise<number | undefined>;
}
