import { describe, expect, it } from "vitest";
import { newId } from "#lib/platform/id.ts";
import { attemptSpanId, deliverySpanId, madeAt, traceIdOf, triggerSpanId } from "./trace-ids.ts";

const delivery = { id: newId(), eventId: newId(), ownerId: newId(), dispatchId: newId() };

describe("trace ids", () => {
  it("put everything an event led to into the trace of the event", () => {
    expect(traceIdOf(delivery)).toBe(delivery.eventId.replaceAll("-", ""));
    expect(traceIdOf({ ...delivery, eventId: null })).toBe(delivery.dispatchId.replaceAll("-", ""));
    expect(traceIdOf({ ...delivery, eventId: null, dispatchId: null })).toBe(delivery.id.replaceAll("-", ""));
  });

  it("are valid for ids that are no UUID", () => {
    expect(traceIdOf({ ...delivery, eventId: "order 17" })).toMatch(/^[0-9a-f]{32}$/);
  });

  it("name each span differently and every time the same", () => {
    const ids = [
      triggerSpanId(delivery.eventId, delivery.ownerId),
      triggerSpanId(delivery.eventId, null),
      deliverySpanId(delivery.id),
      attemptSpanId(delivery.id, 1),
      attemptSpanId(delivery.id, 2),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
    expect(attemptSpanId(delivery.id, 2)).toBe(ids[4]);
  });

  it("tell when one of our ids was made", () => {
    expect(Math.abs((madeAt(newId())?.getTime() ?? 0) - Date.now())).toBeLessThan(1_000);
    expect(madeAt("order 17")).toBeNull();
  });
});
