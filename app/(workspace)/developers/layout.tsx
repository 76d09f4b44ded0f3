import type { ReactNode } from "react";
import { DevelopersTabs } from "#components/developers/developers-tabs.tsx";

export default function DevelopersLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <DevelopersTabs />
      {children}
    </>
  );
}
