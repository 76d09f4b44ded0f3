/** Puts the focus on a step, wherever it is shown; on the journey when the step is nowhere. */
export function focusStep(id: string | null): void {
  const escaped = CSS.escape(id ?? "");
  focusFirst(
    `.react-flow__node[data-id="${escaped}"]`,
    `[data-row="${escaped}"]`,
    "[data-row][tabindex='0']",
    ".react-flow__node",
  );
}

const TRIES = 60;

/** Focuses what is about to be drawn, or gives up after a second. */
export function focusWhenThere(find: () => HTMLElement | null, tries = TRIES): void {
  requestAnimationFrame(() => {
    const element = find();
    if (element) element.focus();
    else if (tries > 0) focusWhenThere(find, tries - 1);
  });
}

/** The first of these that is there gets the focus. */
function focusFirst(...selectors: string[]): void {
  const found = selectors.map((selector) => document.querySelector<HTMLElement>(selector));
  found.find((element) => element !== null)?.focus();
}
