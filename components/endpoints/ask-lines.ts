import type { InferRequest } from "@/components/endpoints/infer-request";

export const askLanguages = ["curl", "python", "triton"] as const;
export type AskLanguage = (typeof askLanguages)[number];

interface Ask {
  /** `http://127.0.0.1:3001/e/<project>/<endpoint>` */
  readonly url: string;
  /** The endpoint's address is the model's name. */
  readonly model: string;
  readonly request: InferRequest;
}

/** Lines that ask the same question from elsewhere; the key stands in the variable KEY. */
export function askLines(language: AskLanguage, { url, model, request }: Ask): string {
  const body = JSON.stringify(request);
  const address = `${url}/v2/models/${model}/infer`;
  switch (language) {
    case "curl":
      // A quote within the body would end the shell's word.
      return `curl ${address} \\\n  -H "Authorization: Bearer $KEY" \\\n  -H "Content-Type: application/json" \\\n  -d '${body.replaceAll("'", "'\\''")}'\n`;
    case "python":
      return [
        "import json, os, urllib.request",
        "",
        `body = ${pythonOf(request)}`,
        "request = urllib.request.Request(",
        `    "${address}",`,
        "    json.dumps(body).encode(),",
        `    {"Authorization": f"Bearer {os.environ['KEY']}", "Content-Type": "application/json"},`,
        ")",
        "print(json.load(urllib.request.urlopen(request)))",
        "",
      ].join("\n");
    case "triton":
      return tritonLines(url, model, request);
  }
}

function tritonLines(url: string, model: string, request: InferRequest): string {
  const { scheme, rest } = splitUrl(url);
  const { name, datatype, shape, data } = request.inputs[0] ?? { name: "input", datatype: "FP64", shape: [1], data: [0] };
  return [
    "import os",
    "import numpy as np",
    "import tritonclient.http as triton  # pip install tritonclient[http]",
    "from tritonclient.utils import triton_to_np_dtype",
    "",
    `client = triton.InferenceServerClient("${rest}"${scheme === "https" ? ", ssl=True" : ""})`,
    `data = np.array(${pythonOf(data)}, triton_to_np_dtype("${datatype}")).reshape(${JSON.stringify(shape)})`,
    `asked = triton.InferInput("${name}", list(data.shape), "${datatype}")`,
    "asked.set_data_from_numpy(data)",
    `answer = client.infer("${model}", [asked], headers={"Authorization": f"Bearer {os.environ['KEY']}"})`,
    "print(answer.get_response())",
    "",
  ].join("\n");
}

function splitUrl(url: string): { readonly scheme: string; readonly rest: string } {
  const at = url.indexOf("://");
  return { scheme: url.slice(0, at), rest: url.slice(at + 3) };
}

/** JSON reads as Python but for three words. */
function pythonOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /\b(true|false|null)\b(?=(?:[^"]*"[^"]*")*[^"]*$)/g,
    (word) => ({ true: "True", false: "False", null: "None" })[word] ?? word,
  );
}
