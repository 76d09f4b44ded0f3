import { describe, expect, it } from "vitest";
import { approvalOf, type Decision } from "./approval.ts";
import type { Section } from "./schema.ts";

const HASHES = { message: "m1", delivery: "d1", audience: "a1", conversions: "c1" };
const said = (verdict: Decision["verdict"], id: string, sections: Decision["sections"]): Decision => ({
  reviewId: "r",
  verdict,
  sections,
  decidedBy: { kind: "user", id, name: id },
  decidedAt: new Date(0),
});
const approved = (id: string, sections: Decision["sections"] = HASHES) => said("approved", id, sections);
const refused = (id: string, sections: Decision["sections"] = HASHES) =>
  said("changes_requested", id, sections);
const one = { approvals: 1, groups: [] };
const states = (
  decisions: Decision[],
  hashes = HASHES,
  requirement: Parameters<typeof approvalOf>[2] = one,
) => {
  const { state, sections } = approvalOf(decisions, hashes, requirement);
  return { state, ...Object.fromEntries(sections.map((item) => [item.section, item.state])) };
};
const all = (state: string) =>
  Object.fromEntries((Object.keys(HASHES) as Section[]).map((section) => [section, state]));

describe("an approval", () => {
  it("is missing when nobody decided", () => {
    expect(states([])).toEqual({ state: "required", ...all("required") });
  });

  it("covers the content it was given for, and content that came back to it", () => {
    expect(states([approved("bo")])).toEqual({ state: "approved", ...all("approved") });
    const later = approved("bo", { ...HASHES, message: "m2" });
    expect(states([later, approved("bo")])).toEqual({ state: "approved", ...all("approved") });
  });

  it("goes stale for the section that changed, and stays for the others", () => {
    expect(states([approved("bo")], { ...HASHES, message: "m2" })).toEqual({
      state: "stale",
      ...all("approved"),
      message: "stale",
    });
  });

  it("is put together from sections that different people approved", () => {
    const { message, ...rest } = HASHES;
    expect(states([approved("cy", rest), approved("bo", { message })]).state).toBe("approved");
  });

  it("is taken back by a later refusal of the same content, and holds after an earlier one", () => {
    expect(states([refused("cy"), approved("bo")])).toEqual({ state: "required", ...all("refused") });
    expect(states([approved("bo"), refused("cy")]).state).toBe("approved");
  });

  it("counts each approver once", () => {
    const two = { approvals: 2, groups: [] };
    expect(states([approved("bo"), approved("bo")], HASHES, two).state).toBe("required");
    expect(states([approved("bo"), approved("cy")], HASHES, two).state).toBe("approved");
  });

  it("waits for one of the people a rule names, unless none of them is there any more", () => {
    const rule = { type: "host", host: "bank.example" } as const;
    const legal = (reviewers: string[]) => ({ approvals: 1, groups: [{ rule, reviewers }] });
    expect(states([approved("bo")], HASHES, legal(["lea"])).state).toBe("required");
    expect(states([approved("bo"), approved("lea")], HASHES, legal(["lea"])).state).toBe("approved");
    expect(states([approved("bo")], HASHES, legal([])).state).toBe("approved");
  });
});
