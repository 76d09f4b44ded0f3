/** Sticky notes of a journey: words for the people who edit it. The engine never reads them. */
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import { freeId } from "./new-step.ts";

export type StickyNote = CanvasDefinition["layout"]["notes"][number];
type Position = StickyNote["position"];

const withNotes = (document: CanvasDefinition, notes: StickyNote[]): CanvasDefinition => ({
  ...document,
  layout: { ...document.layout, notes },
});

export function addNote(
  document: CanvasDefinition,
  position: Position,
): { document: CanvasDefinition; id: string } {
  const { notes } = document.layout;
  const id = freeId("note", new Set(notes.map((note) => note.id)));
  return { document: withNotes(document, [...notes, { id, text: "", position }]), id };
}

export function changeNote(
  document: CanvasDefinition,
  id: string,
  part: Partial<Pick<StickyNote, "text" | "position">>,
): CanvasDefinition {
  return withNotes(
    document,
    document.layout.notes.map((note) => (note.id === id ? { ...note, ...part } : note)),
  );
}

export function removeNote(document: CanvasDefinition, id: string): CanvasDefinition {
  return withNotes(
    document,
    document.layout.notes.filter((note) => note.id !== id),
  );
}
