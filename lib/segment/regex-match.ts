/**
 * Matches a parsed expression against text by following all possibilities at once: time grows with
 * text length × expression size, whatever the two are.
 */
import type { CodeRange, RegexNode } from "./regex.ts";
import { parseRegex } from "./regex.ts";

type State =
  | { kind: "set"; ranges: readonly CodeRange[]; next: number }
  | { kind: "fork"; next: number[] }
  | { kind: "start"; next: number }
  | { kind: "end"; next: number }
  | { kind: "done" };

interface Program {
  states: State[];
  first: number;
}

const MAX_CACHED = 500;
const programs = new Map<string, Program | null>();

/** Whether `pattern` occurs in `text`; a pattern that is not supported matches nothing. */
export function regexMatches(pattern: string, text: string): boolean {
  const program = programOf(pattern);
  return program !== null && run(program, text);
}

function programOf(pattern: string): Program | null {
  const known = programs.get(pattern);
  if (known !== undefined) return known;
  if (programs.size >= MAX_CACHED) programs.clear();
  const parsed = parseRegex(pattern);
  const program = parsed.ok ? build(parsed.node) : null;
  programs.set(pattern, program);
  return program;
}

function build(node: RegexNode): Program {
  const states: State[] = [{ kind: "done" }];
  const first = compile(node, 0, states);
  return { states, first };
}

function add(states: State[], state: State): number {
  states.push(state);
  return states.length - 1;
}

/** Adds the states of `node` that lead on to `next`; answers where to enter. */
function compile(node: RegexNode, next: number, states: State[]): number {
  switch (node.kind) {
    case "set":
      return add(states, { kind: "set", ranges: node.ranges, next });
    case "start":
    case "end":
      return add(states, { kind: node.kind, next });
    case "sequence":
      return node.items.reduceRight((after, item) => compile(item, after, states), next);
    case "choice":
      return add(states, { kind: "fork", next: node.items.map((item) => compile(item, next, states)) });
    case "repeat":
      return compileRepeat(node, next, states);
  }
}

function compileRepeat(node: RegexNode & { kind: "repeat" }, next: number, states: State[]): number {
  let entry = next;
  if (Number.isFinite(node.max)) {
    for (let count = node.min; count < node.max; count += 1) {
      entry = add(states, { kind: "fork", next: [compile(node.item, entry, states), next] });
    }
  } else {
    const loop: State = { kind: "fork", next: [next] };
    entry = add(states, loop);
    loop.next.push(compile(node.item, entry, states));
  }
  for (let count = 0; count < node.min; count += 1) entry = compile(node.item, entry, states);
  return entry;
}

function run(program: Program, text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const walk: Walk = { program, seen: new Int32Array(program.states.length).fill(-1), length: codes.length };
  let current: number[] = [];
  for (let position = 0; position <= codes.length; position += 1) {
    // A new try may start at every character.
    if (reach(walk, program.first, position, current)) return true;
    const code = codes[position];
    if (code === undefined) return false;
    const following: number[] = [];
    for (const index of current) {
      const state = program.states[index];
      if (state?.kind !== "set" || !includes(state.ranges, code)) continue;
      if (reach(walk, state.next, position + 1, following)) return true;
    }
    current = following;
  }
  return false;
}

interface Walk {
  program: Program;
  /** Last position at which each state was entered, so that it is entered once per position. */
  seen: Int32Array;
  length: number;
}

/** Enters a state and all that follow without reading a character; true when the end of the pattern is among them. */
function reach(walk: Walk, first: number, position: number, found: number[]): boolean {
  const pending = [first];
  while (pending.length > 0) {
    const index = pending.pop() ?? 0;
    const state = walk.program.states[index];
    if (!state || walk.seen[index] === position) continue;
    walk.seen[index] = position;
    if (state.kind === "done") return true;
    if (state.kind === "set") found.push(index);
    else pending.push(...waysOn(state, position, walk.length));
  }
  return false;
}

function waysOn(state: State, position: number, length: number): readonly number[] {
  if (state.kind === "fork") return state.next;
  if (state.kind === "start" && position === 0) return [state.next];
  return state.kind === "end" && position === length ? [state.next] : [];
}

function includes(ranges: readonly CodeRange[], code: number): boolean {
  for (const [from, to] of ranges) if (code >= from && code <= to) return true;
  return false;
}
