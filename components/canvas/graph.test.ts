import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STEP_TYPES, stepSchema } from "#lib/canvas/step-schema.ts";
import {
  addBefore,
  addStep,
  copySteps,
  duplicateStep,
  type Graph,
  idsOf,
  moveStep,
  pasteSteps,
  placesInto,
  reachable,
  removedWith,
  removeStep,
  START,
  shiftStep,
  stepById,
  targetOf,
} from "./graph.ts";
import { layoutGraph } from "./layout.ts";
import { outlineRows, readingOrder } from "./outline-rows.ts";
import { scopeAt } from "./scope.ts";
import { outputsOf } from "./step-outputs.ts";

const graph: Graph = {
  start: "create",
  steps: stepSchema.array().parse([
    { id: "create", type: "message", save_response_as: "member", next: "wait" },
    { id: "wait", type: "delay", delay: { seconds: 60 }, next: "split" },
    { id: "split", type: "decision_split", yes: "vip", no: "plain" },
    { id: "vip", type: "context", set: { points: 10 }, next: "credit" },
    { id: "plain", type: "user_update", next: "credit" },
    { id: "credit", type: "message", next: null },
  ]),
};

describe("a journey being edited", () => {
  it("takes a new step on an edge and keeps what followed", () => {
    const { graph: next, id } = addStep(graph, "delay", { from: "create", output: "next" });
    expect(targetOf(next, { from: "create", output: "next" })).toBe(id);
    expect(targetOf(next, { from: id, output: "next" })).toBe("wait");
  });

  it("takes a new step at the beginning and into a branch", () => {
    const first = addStep(graph, "context", START);
    expect(first.graph.start).toBe(first.id);
    const branch = addStep(graph, "message", { from: "split", output: "no" });
    expect(targetOf(branch.graph, { from: branch.id, output: "next" })).toBe("plain");
  });

  it("puts a step before one that two ways lead to", () => {
    const { graph: next, id } = addBefore(graph, "delay", "credit");
    expect(placesInto(next, id).map((place) => place.from)).toEqual(["vip", "plain"]);
    expect(placesInto(next, "credit")).toEqual([{ from: id, output: "next" }]);
  });

  it("keeps the chosen path when a split is deleted and drops what only the other path reached", () => {
    expect(removedWith(graph, "split", "yes")).toBe(1);
    const next = removeStep(graph, "split", "yes");
    expect(targetOf(next, { from: "wait", output: "next" })).toBe("vip");
    expect(idsOf(next)).toEqual(new Set(["create", "wait", "vip", "credit"]));
    expect(idsOf(removeStep(graph, "split", null))).toEqual(new Set(["create", "wait"]));
  });

  it("moves a step and closes the gap", () => {
    const next = moveStep(graph, "wait", { from: "split", output: "yes" });
    expect(targetOf(next, { from: "create", output: "next" })).toBe("split");
    expect(targetOf(next, { from: "split", output: "yes" })).toBe("wait");
    expect(targetOf(next, { from: "wait", output: "next" })).toBe("vip");
  });

  it("shifts a step up and down its path", () => {
    const up = shiftStep(graph, "wait", -1);
    expect(readingOrder(up).slice(0, 2)).toEqual(["wait", "create"]);
    expect(readingOrder(shiftStep(up, "wait", 1))).toEqual(readingOrder(graph));
  });

  it("duplicates a step right behind it", () => {
    const copy = duplicateStep(graph, "wait");
    expect(readingOrder(copy?.graph ?? graph).slice(1, 3)).toEqual(["wait", "wait_2"]);
    expect(stepById(copy?.graph ?? graph, "wait_2")).toMatchObject({ delay: { seconds: 60 }, next: "split" });
  });

  it("pastes copied steps with new ids and the ways among them", () => {
    const text = copySteps(graph, ["create", "wait"]);
    const pasted = pasteSteps(graph, text, { from: "vip", output: "next" });
    expect(pasted?.ids).toEqual(["create_2", "wait_2"]);
    expect(targetOf(pasted?.graph ?? graph, { from: "vip", output: "next" })).toBe("create_2");
    expect(targetOf(pasted?.graph ?? graph, { from: "wait_2", output: "next" })).toBe("credit");
    expect(pasteSteps(graph, "hello", START)).toBeNull();
  });

  it("never leads to a step that is gone, whatever is done to it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4), fc.nat(50), fc.constantFrom(...STEP_TYPES)), { maxLength: 30 }),
        (actions) => {
          let current = graph;
          for (const [kind, at, type] of actions) {
            const order = readingOrder(current);
            const id = order[at % Math.max(1, order.length)];
            const step = stepById(current, id);
            const key = step && outputsOf(step)[at % outputsOf(step).length]?.key;
            if (!id || !key) current = addStep(current, type, START).graph;
            else if (kind === 0) current = addStep(current, type, { from: id, output: key }).graph;
            else if (kind === 1) current = removeStep(current, id, key);
            else if (kind === 2) current = duplicateStep(current, id)?.graph ?? current;
            else if (kind === 3) current = shiftStep(current, id, 1);
            else current = addBefore(current, type, id).graph;
          }
          const ids = idsOf(current);
          expect(ids.size).toBe(current.steps.length);
          for (const step of current.steps)
            for (const { to } of outputsOf(step)) if (to !== null) expect(ids.has(to)).toBe(true);
          expect(new Set(readingOrder(current))).toEqual(ids);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("a journey as a picture and as a list", () => {
  it("shows every step once, branches indented, and says where paths meet", () => {
    expect(
      outlineRows(graph).map((row) =>
        `${"  ".repeat(row.level - 1)}${row.kind} ${row.kind === "step" ? row.step.id : row.kind === "branch" ? row.output.key : row.kind === "join" ? row.to : ""}`.trimEnd(),
      ),
    ).toEqual([
      "step create",
      "step wait",
      "step split",
      "  branch yes",
      "    step vip",
      "    step credit",
      "    end",
      "  branch no",
      "    step plain",
      "    join credit",
    ]);
  });

  it("lists steps nobody can get to at the end", () => {
    const rows = outlineRows({ ...graph, start: "credit" });
    expect(rows.filter((row) => row.kind === "step" && row.detached)).toHaveLength(5);
    expect(reachable({ ...graph, start: "credit" })).toEqual(new Set(["credit"]));
  });

  it("places steps below what leads to them", () => {
    const { nodes, edges } = layoutGraph(graph);
    const y = new Map(nodes.map((node) => [node.id, node.y]));
    for (const edge of edges) expect(y.get(edge.target)).toBeGreaterThan(y.get(edge.source) ?? 0);
    expect(edges.filter((edge) => edge.open).map((edge) => edge.id)).toEqual(["credit/next"]);
  });

  it("leads every way past the steps between, with its label where no other is", () => {
    const steps = stepSchema.array().parse([
      { id: "a", type: "decision_split", yes: "b", no: "c" },
      { id: "b", type: "decision_split", yes: "c", no: "c" },
      { id: "c", type: "message", next: null },
    ]);
    const { nodes, edges } = layoutGraph({ start: "a", steps });
    const b = nodes.find((node) => node.id === "b");
    const skips = edges.find((edge) => edge.id === "a/no")?.route;
    expect(b && skips && (skips.x < b.x || skips.x > b.x + b.width || skips.y < b.y)).toBe(true);
    const labels = edges.map(({ route }) => `${Math.round(route.x)} ${Math.round(route.y)}`);
    expect(new Set(labels).size).toBe(edges.length);
  });
});

describe("variables in scope", () => {
  const definition = {
    ...graph,
    entry: { type: "action" as const, event: "signed_up", re_entry: { allowed: false } },
  };
  const names = (id: string) => scopeAt(definition, id, () => ["plan"]).map((variable) => variable.name);

  it("contain what every way to the step has set, and nothing else", () => {
    expect(names("create")).toContain("context.${plan}");
    expect(names("create")).not.toContain("context.${member}.json");
    expect(names("wait")).toContain("context.${member}.json");
    expect(names("vip")).not.toContain("context.${points}");
    expect(names("credit")).not.toContain("context.${points}");
    expect(names("credit")).toContain("context.${member}.status");
  });
});
