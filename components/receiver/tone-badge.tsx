import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { Tone } from "#components/ui/status-tones.ts";

/** A badge in one of our tones, readable in light and dark. */
export function ToneBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Badge style={{ color: `var(--sb-${tone})`, background: `var(--sb-${tone}-bg)` }} tt="none">
      {children}
    </Badge>
  );
}
