/** Letters by SMTP, for installations that have a mail server. */
import { createTransport } from "nodemailer";
import { env } from "#lib/platform/env.ts";

export interface Letter {
  to: string;
  subject: string;
  text: string;
}

/** Whether letters can be sent at all. */
export function mailConfigured(): boolean {
  return env().SMTP_URL !== undefined;
}

/** Throws when the server does not take the letter. */
export async function sendLetter(letter: Letter): Promise<void> {
  const { SMTP_URL: url, SMTP_FROM: from } = env();
  if (!url) return;
  const transport = createTransport(url);
  try {
    await transport.sendMail({ from, ...letter });
  } finally {
    transport.close();
  }
}
