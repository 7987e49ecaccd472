import { bootstrap, onPackagedNode } from "./bootstrap.js";
import { progress } from "./progress.js";
import { refuse } from "./refuse.js";

await bootstrap({ tools: false });
await onPackagedNode(import.meta.url);
const { build } = await import("./build-product.js");
const done = progress("Building (about a minute)");
const words = await build();
done(words === null ? "done" : "failed");
if (words !== null) refuse(`The build failed; nothing was started. Its last words:\n${words}`);
