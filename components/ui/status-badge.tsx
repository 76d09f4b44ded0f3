"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import classes from "./status-badge.module.css";
import { isKnownStatus, STATUS_STYLES, type Tone } from "./status-tones.ts";

type StatusBadgeProps = {
  /** A word of `STATUS_STYLES`; an unknown one is shown as it is, in grey. */
  status: string;
  /** Replaces the translated word, e.g. "Paused until 14:03". */
  label?: ReactNode;
  /** Explains the state on hover. */
  title?: string | undefined;
};

/** A state as icon + word on a tone, never by colour alone. */
export function StatusBadge({ status, label, title }: StatusBadgeProps) {
  const t = useTranslations("ui.status");
  if (!isKnownStatus(status)) return <ToneBadge tone="idle">{label ?? status}</ToneBadge>;
  const { tone, icon: Icon } = STATUS_STYLES[status];
  return (
    <ToneBadge tone={tone} icon={<Icon size={13} stroke={2} aria-hidden="true" />} title={title}>
      {label ?? t(status)}
    </ToneBadge>
  );
}

type ToneBadgeProps = { tone: Tone; icon?: ReactNode; title?: string | undefined; children: ReactNode };

/** The badge itself, for words that are not states (HTTP codes, kinds, counts). */
export function ToneBadge({ tone, icon, title, children }: ToneBadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} title={title}>
      {icon}
      <span>{children}</span>
    </span>
  );
}
