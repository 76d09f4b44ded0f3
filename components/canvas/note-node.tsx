"use client";

import { IconX } from "@tabler/icons-react";
import type { NodeProps } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import type { StickyNote } from "./notes.ts";

export type NoteNodeData = { note: StickyNote; editable: boolean };

/** A sticky note on the canvas; dragged by its edge, written in place. */
export const NoteNode = memo(function NoteNode({ data }: NodeProps) {
  const { note, editable } = data as NoteNodeData;
  return (
    <div className={classes.sticky}>
      <NoteText note={note} editable={editable} />
    </div>
  );
});

/** The words of a note, with a button that takes it away. */
export function NoteText({ note, editable }: NoteNodeData) {
  const t = useTranslations("journeys");
  const { changeNote, removeNote } = useCommands();
  return (
    <>
      <textarea
        className={`${classes.stickyText} nodrag nowheel`}
        aria-label={t("stickyNote")}
        data-note={note.id}
        value={note.text}
        readOnly={!editable}
        maxLength={2_000}
        placeholder={t("stickyPlaceholder")}
        onChange={(event) => changeNote(note.id, { text: event.currentTarget.value })}
      />
      {editable ? (
        <button
          type="button"
          className={classes.stickyRemove}
          aria-label={t("removeNote")}
          onClick={() => removeNote(note.id)}
        >
          <IconX size={14} aria-hidden="true" />
        </button>
      ) : null}
    </>
  );
}
