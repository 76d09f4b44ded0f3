/** What existing REST clients rely on, as rows of a table: one fact about one endpoint each. */

/** What the workspace holds that the facts are about. */
export interface World {
  campaign: string;
  variation: string;
  apiCampaign: string;
  apiVariation: string;
  canvas: string;
  inactiveCanvas: string;
  pausedCampaign: string;
  draftCampaign: string;
  segment: string;
  block: string;
  inHours: (hours: number) => string;
  /** As a clock shows it, without a zone. */
  wallInHours: (hours: number) => string;
}

type Given = (world: World, before: Record<string, unknown>) => object;

export interface Fact {
  says: string;
  given: Given;
  status: number;
  answer: (world: World) => object;
  /** A call whose answer the given one needs. */
  before?: { endpoint: string; given: Given };
  query?: string;
}

export function fact(
  says: string,
  given: object | Given,
  status: number,
  answer: object | ((world: World) => object),
  more: Pick<Fact, "before" | "query"> = {},
): Fact {
  return {
    says,
    given: typeof given === "function" ? (given as Given) : () => given,
    status,
    answer: typeof answer === "function" ? (answer as (world: World) => object) : () => answer,
    ...more,
  };
}

/** An answer that names one problem. */
export function problem(code: string, field?: string): object {
  return { errors: [field === undefined ? { code } : { code, field }] };
}

export function times<Item>(count: number, item: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => item(index));
}
