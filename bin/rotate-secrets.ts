/** Seals everything with a new encryption key: `npm run secrets:rotate`, with the new key and the old one set. */
import { signingSecret } from "#lib/delivery/service-signing.ts";
import { closeDatabase } from "#lib/platform/db.ts";
import { env } from "#lib/platform/env.ts";
import { resealAll, resealSigning } from "#lib/platform/reseal-store.ts";
import { messageOf } from "./failure.ts";

try {
  const [before] = env()
    .SIGNALBOX_OLD_ENCRYPTION_KEYS.split(",")
    .filter((key) => key !== "");
  if (!before) {
    throw new Error(
      "SIGNALBOX_OLD_ENCRYPTION_KEYS is not set. Put the key in use until now there, and the new one into SIGNALBOX_ENCRYPTION_KEY.",
    );
  }
  const keys = await resealSigning((workspaceId) => signingSecret(workspaceId, before), new Date());
  const texts = await resealAll();
  console.log(`${texts} sealed values and ${keys} lists of signing keys now use the new key.`);
  await closeDatabase();
} catch (error) {
  console.error(`The rotation stopped: ${messageOf(error)}`);
  process.exit(1);
}
