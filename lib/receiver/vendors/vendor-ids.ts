/** The vendors a receiver can stand in for, by the names that are stored. */
export const VENDOR_IDS = [
  "hubspot",
  "segment",
  "amplitude",
  "line",
  "messenger",
  "lob",
  "playfab",
  "game",
  "fcm",
  "onesignal",
  "loyalty",
  "square",
  "ifttt",
  "salesforce",
  "signalbox",
] as const;

export type VendorId = (typeof VENDOR_IDS)[number];
