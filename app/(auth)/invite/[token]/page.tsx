import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/shell/auth-frame.tsx";
import { JoinForm } from "#components/shell/join-form.tsx";
import { describeInvitation } from "#lib/workspace/service-members.ts";

/** The address holds the secret of the link; it must not travel in a Referer. */
export const metadata: Metadata = { title: "Signalbox", referrer: "no-referrer" };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [t, roles] = await Promise.all([getTranslations("auth"), getTranslations("settings.roles")]);
  const invitation = await describeInvitation(token, new Date());
  if (!invitation) return <AuthFrame title={t("invite.goneTitle")} intro={t("invite.gone")} />;
  return (
    <AuthFrame
      title={t("invite.title", { workspace: invitation.workspaceName })}
      intro={t("invite.intro", { role: roles(invitation.role) })}
    >
      <JoinForm token={token} email={invitation.email} />
    </AuthFrame>
  );
}
