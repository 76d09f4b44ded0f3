"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { milestoneOfCall, milestoneOfPage } from "./milestones.ts";
import { useMilestones } from "./use-milestones.ts";

/** Ticks the first steps off from what really happens: pages visited and API calls that succeeded. */
export function MilestoneRecorder() {
  const pathname = usePathname();
  const { complete } = useMilestones();
  useEffect(() => {
    const milestone = milestoneOfPage(pathname);
    if (milestone) complete(milestone);
  }, [pathname, complete]);
  useEffect(() => {
    if (!PerformanceObserver.supportedEntryTypes.includes("resource")) return;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const status = entry instanceof PerformanceResourceTiming ? (entry.responseStatus ?? 0) : 0;
        const milestone = milestoneOfCall(entry.name, status);
        if (milestone) complete(milestone);
      }
    });
    observer.observe({ type: "resource" });
    return () => observer.disconnect();
  }, [complete]);
  return null;
}
