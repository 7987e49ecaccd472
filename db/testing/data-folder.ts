import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";

// Imported first, before anything reads the settings: this file of tests has a data folder and a master key of its own.
process.env["CAIRN_DATA"] = mkdtempSync(path.join(os.tmpdir(), "cairn-data-"));
process.env["CAIRN_SECRET_KEY"] = JSON.stringify({ test: Buffer.alloc(32, 7).toString("base64") });
