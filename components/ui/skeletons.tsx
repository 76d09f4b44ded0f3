"use client";

import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import classes from "./skeletons.module.css";
import { useDelayedFlag } from "./use-delayed-flag.ts";

/** Shows its children only after 150 ms and tells screen readers that something is loading. */
export function DelayedSkeleton({ children }: { children: ReactNode }) {
  const t = useTranslations("ui");
  const visible = useDelayedFlag(true);
  return (
    <div aria-busy="true">
      <VisuallyHidden role="status">{visible ? t("loading") : ""}</VisuallyHidden>
      <div aria-hidden="true" className={visible ? undefined : classes.hidden}>
        {children}
      </div>
    </div>
  );
}

/** Placeholder of a table: header line and rows in the final layout. */
export function TableSkeleton({ rows = 8, columns = 5 }: { rows?: number; columns?: number }) {
  const lines = Array.from({ length: rows }, (_, index) => index);
  const cells = Array.from({ length: columns }, (_, index) => index);
  return (
    <DelayedSkeleton>
      <div className={classes.table}>
        {lines.map((line) => (
          <div key={line} className={classes.row}>
            {cells.map((cell) => (
              <Skeleton
                key={cell}
                height={10}
                width={`${35 + ((line * 17 + cell * 29) % 50)}%`}
                radius="sm"
              />
            ))}
          </div>
        ))}
      </div>
    </DelayedSkeleton>
  );
}

/** Placeholder of stacked cards or lines. */
export function ListSkeleton({ rows = 4, height = 56 }: { rows?: number; height?: number }) {
  return (
    <DelayedSkeleton>
      <Stack gap="xs">
        {Array.from({ length: rows }, (_, index) => index).map((line) => (
          <Skeleton key={line} height={height} />
        ))}
      </Stack>
    </DelayedSkeleton>
  );
}
