import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/shell/auth-frame.tsx";
import { ownPath } from "#components/shell/own-path.ts";
import { SignInForm } from "#components/shell/sign-in-form.tsx";
import { newId } from "#lib/platform/id.ts";
import { contextFromSession, setupNeeded } from "#lib/workspace/service.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("signIn.title") };
}

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const t = await getTranslations("auth");
  const next = ownPath((await searchParams).next);
  if (await setupNeeded()) redirect("/setup");
  if (await contextFromSession(await headers(), newId(), new Date())) redirect(next);
  return (
    <AuthFrame title={t("signIn.title")}>
      <SignInForm next={next} />
    </AuthFrame>
  );
}
