"use client";

import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useSubmit } from "@/components/account/use-submit";
import { AnswerView } from "@/components/endpoints/answer-view";
import { type AskLanguage, askLanguages, askLines } from "@/components/endpoints/ask-lines";
import { digitImage, type Stroke } from "@/components/endpoints/digit-image";
import { DigitPad } from "@/components/endpoints/digit-pad";
import { digitRequest, exampleRequest, type InferRequest, readAnswer, type Spec, takesDigit } from "@/components/endpoints/infer-request";
import { useRefresh } from "@/components/live/refresh";
import { Button } from "@/components/ui/button";
import { CodeEditor } from "@/components/ui/code-editor";
import { CodeFrame, CodeLines } from "@/components/ui/code-frame";
import { Panel } from "@/components/ui/page";
import { Segmented } from "@/components/ui/segmented";
import type { AskAnswerView } from "@/lib/endpoints/endpoint";
import type { ActionResult } from "@/lib/http/action";
import type { ModelSignature } from "@/lib/models/signature";

interface PlaygroundProps {
  readonly endpointId: string;
  /** What answers now; null while nothing does. */
  readonly revisionId: string | null;
  readonly url: string;
  readonly model: string;
  readonly inputs: readonly Spec[];
  readonly signature: ModelSignature | null;
  /** Why it cannot be asked right now; null when it can. */
  readonly closed: string | null;
  /** The server's verb authorizes the person; no key is here. */
  readonly ask: (input: { endpointId: string; request: InferRequest }) => Promise<ActionResult<AskAnswerView>>;
}

/**
 * Ask the endpoint from the page: a digit to draw, or any request as JSON; and the lines that ask the same from elsewhere. What is drawn
 * or typed stays when another revision takes over, and a digit drawn before the endpoint is ready is asked once it is.
 */
export function Playground({ endpointId, revisionId, url, model, inputs, signature, closed, ask }: PlaygroundProps) {
  const t = useTranslations("endpoints.playground");
  const canDraw = takesDigit(signature, inputs);
  const [chosenWay, setChosenWay] = useState<"draw" | "json" | null>(null);
  const way = canDraw && chosenWay !== "json" ? "draw" : "json";
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [typedText, setTypedText] = useState<string | null>(null);
  const text = typedText ?? JSON.stringify(exampleRequest(inputs), null, 1).replace(/,\n\s+(?=-?[\d"tf])/g, ", ");
  const [told, setTold] = useState<{ readonly answer: AskAnswerView; readonly revisionId: string | null } | null>(null);
  const refresh = useRefresh();
  const figures = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { busy, error, submit } = useSubmit(ask, (answer) => {
    setTold({ answer, revisionId });
    // The gateway writes its figures down every five seconds.
    clearTimeout(figures.current);
    figures.current = setTimeout(refresh, 6_000);
  });
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<readonly Stroke[]>(null);
  const typed = useMemo(() => parse(text), [text]);
  const drawn = digitRequest(inputs, digitImage(strokes));
  const request = way === "draw" ? drawn : typed.request;

  function onPause(ended: readonly Stroke[]) {
    clearTimeout(pending.current);
    waiting.current = null;
    if (ended.length === 0) return setTold(null);
    if (closed !== null) {
      waiting.current = ended;
      return;
    }
    // The next stroke of the same digit may come at once.
    pending.current = setTimeout(() => submit({ endpointId, request: digitRequest(inputs, digitImage(ended)) }), 250);
  }

  const askWaiting = useEffectEvent(() => {
    if (waiting.current) onPause(waiting.current);
  });
  useEffect(() => {
    if (closed === null) askWaiting();
  }, [closed]);

  return (
    <Panel
      title={t("title")}
      actions={
        canDraw ? (
          <Segmented
            low
            label={t("title")}
            value={way}
            onValueChange={(next) => {
              setChosenWay(next);
              setTold(null);
            }}
            options={[
              { value: "draw", label: t("draw") },
              { value: "json", label: "JSON" },
            ]}
          />
        ) : null
      }
    >
      <div className="grid gap-3">
        {way === "draw" ? (
          <DigitPad strokes={strokes} onStrokes={setStrokes} onPause={onPause} />
        ) : (
          <JsonRequest
            text={text}
            onText={setTypedText}
            problem={typed.problem}
            busy={busy}
            onSend={closed === null && typed.request ? () => typed.request && submit({ endpointId, request: typed.request }) : null}
          />
        )}
        {closed ? <p className="rounded-control bg-sunken px-3 py-2 text-13 text-muted">{closed}</p> : null}
        {error ? (
          <p role="alert" className="text-13 text-bad-text">
            {error}
          </p>
        ) : null}
        {told?.revisionId === revisionId ? (
          <Told told={told.answer} classes={signature?.classes} isStale={busy} withBody={way === "json"} />
        ) : null}
        <Snippet url={url} model={model} request={request ?? exampleRequest(inputs)} />
      </div>
    </Panel>
  );
}

interface JsonRequestProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problem: string | null;
  readonly busy: boolean;
  /** Null while it cannot be sent. */
  readonly onSend: (() => void) | null;
}

function JsonRequest({ text, onText, problem, busy, onSend }: JsonRequestProps) {
  const t = useTranslations("endpoints.playground");
  return (
    <>
      <CodeEditor label={t("request")} language="json" value={text} onChange={onText} className="max-h-70 min-h-40" />
      {problem ? <p className="text-12 text-bad-text">{problem}</p> : null}
      <Button busy={busy} disabled={onSend === null} onClick={() => onSend?.()}>
        <Send aria-hidden="true" strokeWidth={1.75} />
        {t("send")}
      </Button>
    </>
  );
}

interface ToldProps {
  readonly told: AskAnswerView;
  readonly classes: readonly string[] | undefined;
  readonly isStale: boolean;
  readonly withBody: boolean;
}

/** What the model server said: the answer large where it can be read as one, else its body, or its refusal. */
function Told({ told, classes, isStale, withBody }: ToldProps) {
  const t = useTranslations("endpoints.playground");
  if (told.status !== 200) {
    return (
      <p role="alert" className="text-13 text-bad-text">
        {errorOf(told.body) ?? t("status", { status: told.status })}
      </p>
    );
  }
  const answer = readAnswer(told.body, classes);
  return (
    <>
      {answer ? <AnswerView answer={answer} told={told} isStale={isStale} /> : null}
      {withBody || !answer ? (
        <CodeFrame title={t("answer")} copy={JSON.stringify(told.body)}>
          <CodeLines label={t("answer")} code={JSON.stringify(told.body, null, 1).slice(0, 20_000)} />
        </CodeFrame>
      ) : null}
    </>
  );
}

function Snippet({ url, model, request }: { readonly url: string; readonly model: string; readonly request: InferRequest }) {
  const t = useTranslations("endpoints.playground");
  const [language, setLanguage] = useState<AskLanguage>("curl");
  const code = askLines(language, { url, model, request });
  return (
    <CodeFrame
      copy={code}
      title={
        <Segmented
          low
          label={t("language")}
          value={language}
          onValueChange={setLanguage}
          options={askLanguages.map((value) => ({ value, label: t(`languages.${value}`) }))}
        />
      }
    >
      <CodeLines label={t("languages.curl")} code={code} />
    </CodeFrame>
  );
}

function parse(text: string): { readonly request: InferRequest | null; readonly problem: string | null } {
  try {
    return { request: JSON.parse(text) as InferRequest, problem: null };
  } catch (error) {
    return { request: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

function errorOf(body: unknown): string | null {
  return typeof body === "object" && body !== null && "error" in body && typeof body.error === "string" ? body.error : null;
}
