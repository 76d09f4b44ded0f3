"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { CanvasAnswer, CanvasDefinition } from "#lib/canvas/schema.ts";
import { useCanvasState } from "./canvas-store.ts";
import type { EditorMode } from "./editor-bar.tsx";
import { canvasQueries, withStart } from "./queries.ts";
import { useResults } from "./use-results.ts";

const NO_PROBLEMS: CanvasAnswer["problems"] = [];

/**
 * The journey as it is drawn, with what is wrong with it. Results are those of a version: of the person whose run is
 * open, the chosen one, or the live one; what is being edited may have other steps.
 */
export function useShownDocument(
  canvas: CanvasAnswer,
  mode: EditorMode,
): { document: CanvasDefinition; problems: CanvasAnswer["problems"] } {
  const draft = useCanvasState((state) => state.document);
  const { entry, version } = useResults();
  const results = mode === "results";
  const run = useQuery({
    ...canvasQueries.run(canvas.canvas_id, entry ?? ""),
    enabled: results && entry !== null,
  });
  const ofRun = entry === null ? null : (run.data?.version ?? null);
  const number = results ? (ofRun ?? version ?? canvas.live_version?.number ?? null) : null;
  const published = useQuery(canvasQueries.version(canvas.canvas_id, number));
  const definition = number === null ? undefined : published.data?.definition;
  const document = useMemo(() => (definition ? withStart(definition) : draft), [definition, draft]);
  return { document, problems: results ? NO_PROBLEMS : canvas.problems };
}
