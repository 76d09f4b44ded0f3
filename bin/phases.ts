/** Prints what a start does: one line for each phase, with a tick and the time it took. */

export interface Phases {
  /** Runs one phase. The text it returns is shown beside its name. */
  run<T>(name: string, work: () => Promise<{ value: T; detail: string | null }>): Promise<T>;
}

interface Output {
  isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const NAME_WIDTH = 14;

/** Phases written to `output`; on a terminal the running one is shown too. */
export function phasesTo(output: Output, clock: () => number = () => performance.now()): Phases {
  return {
    async run(name, work) {
      const startedAt = clock();
      if (output.isTTY) output.write(`  · ${name} …`);
      const clear = output.isTTY ? "\r\u001b[2K" : "";
      try {
        const { value, detail } = await work();
        output.write(`${clear}${formatPhase("✓", name, clock() - startedAt, detail)}\n`);
        return value;
      } catch (error) {
        output.write(`${clear}${formatPhase("✗", name, clock() - startedAt, null)}\n`);
        throw error;
      }
    },
  };
}

/** One line: mark, name, duration, detail. */
export function formatPhase(mark: string, name: string, ms: number, detail: string | null): string {
  return `  ${mark} ${name.padEnd(NAME_WIDTH)}${formatDuration(ms).padStart(8)}${detail ? `  ${detail}` : ""}`;
}

/** Milliseconds below one second, else seconds with one decimal. */
export function formatDuration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
