import { type Liquid, Tag, type TagToken, type TopLevelToken, Value } from "liquidjs";

/** `{% abort_message('why') %}` or `{% abort_message 'why' %}`: do not send. Compilation replaces it by a node. */
export class AbortMessageTag extends Tag {
  readonly reason: Value | null;

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    const args = token.args.trim();
    const text = args.startsWith("(") && args.endsWith(")") ? args.slice(1, -1).trim() : args;
    this.reason = text === "" ? null : new Value(text, liquid);
  }

  arguments(): Value[] {
    return this.reason === null ? [] : [this.reason];
  }

  render(): void {
    throw new Error("abort_message is replaced when the template is compiled");
  }
}
