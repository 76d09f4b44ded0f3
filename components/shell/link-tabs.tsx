"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import classes from "./link-tabs.module.css";
import { useSession } from "./session.tsx";

export type TabLink = {
  id: string;
  label: string;
  href: string;
  /** Left out for people without it. */
  scope?: string | undefined;
};

/** Sections of one part of the product as links, so that each has its address. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const pathname = usePathname();
  const { scopes } = useSession();
  const ref = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on narrow screens the current tab may be out of sight
  useEffect(() => {
    ref.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  const shown = tabs.filter(({ scope }) => !scope || scopes.includes("*") || scopes.includes(scope));
  return (
    <nav ref={ref} aria-label={label} className={classes.tabs}>
      {shown.map(({ id, href, label: name }) => {
        const current = pathname === href || pathname.startsWith(`${href}/`);
        return (
          <Link key={id} href={href} className={classes.tab} aria-current={current ? "page" : undefined}>
            {name}
          </Link>
        );
      })}
    </nav>
  );
}
