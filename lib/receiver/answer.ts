/** Decides which scripted answer is next. */
import type { ReceiverScript, ScriptedAnswer } from "./schema.ts";

const DEFAULT: ScriptedAnswer = {
  status: 200,
  delay_ms: 0,
  headers: {},
  body: null,
  fill_bytes: 0,
  drop: false,
};

/** The answer to the request number `position` (from 0) since the script was saved. */
export function answerAt(script: ReceiverScript, position: number): ScriptedAnswer {
  const { answers, at_end: atEnd } = script;
  if (answers.length === 0) return DEFAULT;
  const index = atEnd === "loop" ? position % answers.length : Math.min(position, answers.length - 1);
  return answers[index] ?? DEFAULT;
}

/** Whether answers differ from request to request, so that the position has to be counted. */
export function countsRequests(script: ReceiverScript): boolean {
  return script.answers.length > 1;
}
