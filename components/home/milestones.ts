/** Which first step a visit or an answered API call completes. */

export const MILESTONES = ["open", "preview", "test", "launch", "log"] as const;
export type Milestone = (typeof MILESTONES)[number];

const PAGES: readonly [RegExp, Milestone][] = [
  [/^\/campaigns\/[0-9a-f-]{36}/, "open"],
  [/^\/deliveries/, "log"],
];

const CALLS: readonly [RegExp, Milestone][] = [
  [/^\/api\/v1\/campaigns\/(?:[^/]+\/)?preview$/, "preview"],
  [/^\/api\/v1\/campaigns\/[^/]+\/test_send$/, "test"],
  [/^\/api\/v1\/campaigns\/[^/]+\/launch$/, "launch"],
];

export function milestoneOfPage(pathname: string): Milestone | null {
  return PAGES.find(([pattern]) => pattern.test(pathname))?.[1] ?? null;
}

/** `status` 0 means that the browser does not say. */
export function milestoneOfCall(url: string, status: number): Milestone | null {
  if (status >= 400 || !URL.canParse(url)) return null;
  const { pathname } = new URL(url);
  return CALLS.find(([pattern]) => pattern.test(pathname))?.[1] ?? null;
}
