/** The vendors a receiver can stand in for. */
import { amplitude } from "./amplitude.ts";
import { fcm } from "./fcm.ts";
import { hubspot } from "./hubspot.ts";
import { ifttt } from "./ifttt.ts";
import { gameApi, loyaltyApi } from "./ledger.ts";
import { line } from "./line.ts";
import { lob } from "./lob.ts";
import { messenger } from "./messenger.ts";
import { onesignal } from "./onesignal.ts";
import { playfab } from "./playfab.ts";
import { salesforce } from "./salesforce.ts";
import { segment } from "./segment.ts";
import { signalbox } from "./signalbox.ts";
import { square } from "./square.ts";
import type { Vendor } from "./vendor.ts";
import type { VendorId } from "./vendor-ids.ts";

export const VENDORS = {
  hubspot,
  segment,
  amplitude,
  line,
  messenger,
  lob,
  playfab,
  game: gameApi,
  fcm,
  onesignal,
  loyalty: loyaltyApi,
  square,
  ifttt,
  salesforce,
  signalbox,
} as const satisfies Record<VendorId, Vendor>;

export function vendorOf(id: VendorId | null): Vendor | null {
  return id === null ? null : VENDORS[id];
}
