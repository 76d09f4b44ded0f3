/** When a draft is saved, and what is known of it: one save at a time, shortly after the last change. No React here. */
import { type Draft, savable } from "./definition-draft.ts";
import type { KeptDraft } from "./kept-draft.ts";
import { type Conflict, conflictOf, mayWorkLater } from "./save-error.ts";

export type SaveState =
  | { kind: "saved" }
  /** Stored but for what is wrong in it, which waits in the browser. */
  | { kind: "partly" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "failed"; error: unknown; repeats: boolean }
  | Conflict;

const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5_000;

export interface SaverPorts {
  /** Stores the draft over that revision; answers the revision it became. */
  store: (revision: number, draft: Draft) => Promise<number>;
  /** What is typed and not stored yet; null when all is stored. */
  keep: (kept: KeptDraft | null) => void;
  show: (state: SaveState) => void;
}

export class DraftSaver {
  readonly #ports: SaverPorts;
  #revision: number;
  #draft: Draft;
  #saved: Draft;
  /** The last draft that the server took whole. */
  #good: Draft;
  /** Whether all of what was saved last could be kept as it was typed. */
  #whole = true;
  #state: SaveState = { kind: "saved" };
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ revision, draft }: KeptDraft, ports: SaverPorts) {
    this.#ports = ports;
    this.#revision = revision;
    this.#draft = draft;
    this.#saved = draft;
    this.#good = draft;
  }

  get state(): SaveState {
    return this.#state;
  }
  get revision(): number {
    return this.#revision;
  }
  get draft(): Draft {
    return this.#draft;
  }
  get good(): Draft {
    return this.#good;
  }
  /** Whether anything typed would be lost with this page. */
  get isDirty(): boolean {
    return this.#draft !== this.#saved;
  }

  /** Takes what is typed, and saves it after a pause. */
  change(draft: Draft): void {
    this.#draft = draft;
    this.#ports.keep({ revision: this.#revision, draft });
    if (this.#isBlocked()) return;
    this.#show({ kind: "unsaved" });
    this.#saveIn(SAVE_AFTER_MS);
  }

  /** Resolves once everything typed so far is stored, or cannot be; answers which. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#running !== null) await this.#running;
    if (this.isDirty && !this.#isBlocked()) {
      this.#running = this.#send().finally(() => {
        this.#running = null;
      });
      await this.#running;
    }
    return !this.isDirty && this.#whole && !this.#isBlocked();
  }

  /** Holds saving back when `error` says that somebody else saved; answers whether it does. */
  noticeConflict(error: unknown): boolean {
    const conflict = conflictOf(error);
    if (conflict === null) return false;
    clearTimeout(this.#timer);
    this.#show(conflict);
    return true;
  }

  /** After somebody else saved: goes on with what is here, which is not what is stored even if nothing was typed. */
  async keepMine(revision: number): Promise<boolean> {
    this.#revision = revision;
    this.#draft = { ...this.#draft };
    this.#show({ kind: "unsaved" });
    return this.save();
  }

  /** Goes on with what is stored. */
  replace({ revision, draft }: KeptDraft): void {
    clearTimeout(this.#timer);
    this.#revision = revision;
    this.#draft = draft;
    this.#saved = draft;
    this.#good = draft;
    this.#whole = true;
    this.#ports.keep(null);
    this.#show({ kind: "saved" });
  }

  async #send(): Promise<void> {
    const sending = this.#draft;
    this.#show({ kind: "saving" });
    try {
      const { draft: accepted, problems } = savable(sending, this.#good);
      this.#revision = await this.#ports.store(this.#revision, accepted);
      this.#saved = sending;
      this.#good = accepted;
      this.#whole = problems.length === 0;
      if (!this.isDirty) this.#ports.keep(this.#whole ? null : { revision: this.#revision, draft: sending });
      this.#show({ kind: this.isDirty ? "unsaved" : this.#whole ? "saved" : "partly" });
    } catch (error) {
      if (this.noticeConflict(error)) return;
      const repeats = mayWorkLater(error);
      this.#show({ kind: "failed", error, repeats });
      if (repeats) this.#saveIn(RETRY_AFTER_MS);
    }
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), ms);
  }

  #isBlocked(): boolean {
    return this.#state.kind === "conflict";
  }

  #show(state: SaveState): void {
    this.#state = state;
    this.#ports.show(state);
  }
}
