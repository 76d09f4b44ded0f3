import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { calledLocally } from "#app/api/authenticate.ts";
import { AuthFrame } from "#components/shell/auth-frame.tsx";
import { SetupForm } from "#components/shell/setup-form.tsx";
import { env } from "#lib/platform/env.ts";
import { setupAsksForKey, setupNeeded } from "#lib/workspace/service.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("setup.title") };
}

export default async function SetupPage() {
  // Reading the request keeps this page out of the build, where there is no database.
  const given = await headers();
  const t = await getTranslations("auth");
  if (!(await setupNeeded())) redirect("/sign-in");
  const asksForKey = await setupAsksForKey(calledLocally(new Headers(given)), new Date());
  return (
    <AuthFrame title={t("setup.title")} intro={t("setup.intro")}>
      <SetupForm sampleData={env().SIGNALBOX_SAMPLE_DATA} asksForKey={asksForKey} />
    </AuthFrame>
  );
}
