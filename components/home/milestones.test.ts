import { describe, expect, it } from "vitest";
import { milestoneOfCall, milestoneOfPage } from "./milestones.ts";

const ID = "0198f0aa-0000-7000-8000-000000000001";

describe("first steps", () => {
  it.each([
    [`/campaigns/${ID}`, "open"],
    ["/campaigns/new", null],
    ["/deliveries", "log"],
    [`/deliveries/${ID}`, "log"],
    ["/", null],
  ])("a visit of %s completes %s", (pathname, expected) => {
    expect(milestoneOfPage(pathname)).toBe(expected);
  });

  it.each([
    [`/api/v1/campaigns/${ID}/preview`, 200, "preview"],
    ["/api/v1/campaigns/preview", 200, "preview"],
    [`/api/v1/campaigns/${ID}/test_send`, 0, "test"],
    [`/api/v1/campaigns/${ID}/launch`, 200, "launch"],
    [`/api/v1/campaigns/${ID}/launch`, 422, null],
    ["/api/v1/campaigns", 200, null],
  ])("a call of %s answered %i completes %s", (path, status, expected) => {
    expect(milestoneOfCall(`http://localhost:3000${path}`, status)).toBe(expected);
  });
});
