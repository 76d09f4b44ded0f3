/** Five hundred made-up people: names of many scripts, twelve time zones, and values missing on purpose. */
import { type Random, randomFrom } from "./random.ts";

export interface SamplePerson {
  externalId: string;
  attributes: Record<string, unknown>;
  customAttributes: Record<string, unknown>;
  language: string;
  country: string;
  timeZone: string;
  randomBucket: number;
}

const COUNT = 500;
const SEED = 20_261_124;

interface Home {
  zone: string;
  country: string;
  city: string;
  language: string;
}

const home = (zone: string, country: string, city: string, language: string): Home => ({
  zone,
  country,
  city,
  language,
});

const HOMES: [Home, ...Home[]] = [
  home("Europe/Paris", "FR", "Lyon", "fr"),
  home("Europe/London", "GB", "Leeds", "en"),
  home("Europe/Berlin", "DE", "Köln", "en"),
  home("America/New_York", "US", "New York", "en"),
  home("America/Los_Angeles", "US", "San Francisco", "en"),
  home("America/Toronto", "CA", "Montréal", "fr"),
  home("America/Sao_Paulo", "BR", "São Paulo", "en"),
  home("Asia/Tokyo", "JP", "東京", "ja"),
  home("Asia/Bangkok", "TH", "กรุงเทพ", "th"),
  home("Asia/Jerusalem", "IL", "חיפה", "en"),
  home("Australia/Sydney", "AU", "Sydney", "en"),
  home("Africa/Lagos", "NG", "Lagos", "en"),
];

const FIRST_NAMES: [string, ...string[]] = [
  "Zoë",
  "Léa",
  "Chloé",
  "Jürgen",
  "Søren",
  "Ana",
  "Miguel",
  "Noah",
  "Emma",
  "Liam",
  "Olivia",
  "Ngozi",
  "Chidi",
  "結衣",
  "蓮",
  "陽菜",
  "สมชาย",
  "มาลี",
  "נועה",
  "איתי",
  "ليلى",
  "João",
  "Inês",
  "Łukasz",
  "Sam 🚀",
  "O’Neil",
  "Mary-Ann",
];
const LAST_NAMES: [string, ...string[]] = [
  "Martin",
  "Dubois",
  "Müller",
  "García",
  "Smith",
  "Johnson",
  "Brown",
  "Okafor",
  "佐藤",
  "鈴木",
  "ศรีสุข",
  "כהן",
  "حداد",
  "Silva",
  "Nowak",
  "D’Angelo",
  "van der Berg",
];
const TIERS: [string, ...string[]] = ["none", "none", "silver", "silver", "gold", "platinum"];
const STREETS: [string, ...string[]] = [
  "210 King St",
  "185 Berry St",
  "1 Market St",
  "77 Rue de la République",
];

export function samplePeople(): SamplePerson[] {
  const random = randomFrom(SEED);
  return Array.from({ length: COUNT }, (_, index) => personAt(index + 1, random));
}

function personAt(number: number, random: Random): SamplePerson {
  const id = `sample-${String(number).padStart(3, "0")}`;
  const { zone, country, city, language } = random.pick(HOMES);
  return {
    externalId: id,
    attributes: {
      ...(random.chance(0.92) ? { first_name: random.pick(FIRST_NAMES) } : {}),
      last_name: random.pick(LAST_NAMES),
      ...(random.chance(0.95) ? { email: `${id}@example.com` } : {}),
      city,
      country,
      language,
      time_zone: zone,
    },
    customAttributes: {
      tier: random.pick(TIERS),
      points: random.between(0, 5_000),
      ...(random.chance(0.4) ? { line_user_id: `U${id}` } : {}),
      ...(random.chance(0.3) ? { messenger_psid: `psid-${number}` } : {}),
      ...(random.chance(0.7) ? { member_no: `M-${1_000 + number}`, square_loyalty_id: `SQ-${number}` } : {}),
      ...(random.chance(0.5) ? { playfab_player_id: `PF${number}`, fcm_token: `device-${number}` } : {}),
      ...(country === "US"
        ? { street: random.pick(STREETS), state: city === "New York" ? "NY" : "CA", zip: "94107" }
        : {}),
    },
    language,
    country,
    timeZone: zone,
    randomBucket: random.between(0, 9_999),
  };
}
