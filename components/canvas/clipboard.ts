/** The clipboard where the browser lets us at it; pages that are not served securely keep what was copied to themselves. */
let kept = "";

export async function writeClipboard(text: string): Promise<void> {
  kept = text;
  await window.navigator.clipboard?.writeText(text).catch(() => {});
}

export async function readClipboard(): Promise<string> {
  try {
    return (await window.navigator.clipboard?.readText()) || kept;
  } catch {
    return kept;
  }
}
