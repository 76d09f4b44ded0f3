/** How long the composer waits after a keystroke before it asks for the preview, in milliseconds. */
export const PREVIEW_PAUSE_MS = 60;
