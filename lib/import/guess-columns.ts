/** Guesses from headings and the first rows what each column of a file is. */
import { cut } from "#lib/platform/text.ts";
import { STANDARD_ATTRIBUTES } from "#lib/profile/schema.ts";
import { cellValue } from "./cell-value.ts";
import type { CellType, ColumnMapping, ImportColumn } from "./schema.ts";

/** The columns that our error file puts before those of the file, left out when it is imported again. */
export const ERROR_FILE_COLUMNS = ["import_line", "import_problem"] as const;

const SAMPLES = 3;
const MAX_SAMPLE = 80;

/** Headings of other tools and languages, without case, accents, spaces and signs. */
const KNOWN: Readonly<Record<string, string>> = {
  externalid: "external_id",
  userid: "external_id",
  externaluserid: "external_id",
  customerid: "external_id",
  memberid: "external_id",
  identifiant: "external_id",
  id: "external_id",
  mail: "email",
  emailaddress: "email",
  courriel: "email",
  adressemail: "email",
  firstname: "first_name",
  givenname: "first_name",
  prenom: "first_name",
  lastname: "last_name",
  surname: "last_name",
  familyname: "last_name",
  nom: "last_name",
  phonenumber: "phone",
  mobile: "phone",
  telephone: "phone",
  timezone: "time_zone",
  fuseauhoraire: "time_zone",
  ville: "city",
  pays: "country",
  countrycode: "country",
  langue: "language",
  locale: "language",
  birthday: "dob",
  birthdate: "dob",
  dateofbirth: "dob",
  datedenaissance: "dob",
  ...Object.fromEntries(STANDARD_ATTRIBUTES.map((name) => [name.replaceAll("_", ""), name])),
};

/** `rows` are the first rows after the heading. Each target is guessed for one column only, the first. */
export function guessColumns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): ImportColumn[] {
  const taken = new Set<string>();
  return heading.map((name, column) => {
    const values = rows.map((row) => (row[column] ?? "").trim()).filter((value) => value !== "");
    const target = ERROR_FILE_COLUMNS.some((own) => own === name) ? null : targetOf(name);
    const guess = target === null || taken.has(target) ? null : { target, type: typeOf(target, values) };
    if (guess) taken.add(guess.target);
    return {
      column,
      heading: name,
      samples: [...new Set(values)].slice(0, SAMPLES).map((value) => cut(value, MAX_SAMPLE)),
      guess,
    };
  });
}

/** The mapping that the guesses amount to. */
export function guessedMapping(columns: readonly ImportColumn[]): ColumnMapping[] {
  return columns.flatMap(({ column, guess }) => (guess ? [{ column, ...guess }] : []));
}

/** A standard attribute by any of its names; otherwise the heading as an attribute name. */
function targetOf(heading: string): string | null {
  const plain = heading.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const known = KNOWN[plain.replaceAll(/[^a-z0-9]/g, "")];
  if (known) return known;
  const name = plain.replaceAll(/[^\p{L}\p{N}]+/gu, "_").replaceAll(/^_+|_+$/g, "");
  return name === "" ? null : cut(name, 255);
}

/** From the narrowest to the widest. */
const GUESSED: readonly CellType[] = ["number", "decimal_comma", "boolean", "date", "date_dmy", "date_mdy"];
/** Texts that may look like something else: codes with leading zeros, telephone numbers. */
const TEXTS = new Set(["external_id", "phone", "email", "first_name", "last_name", "language", "country"]);
const BOOLEANS = new Set(["email_subscribe", "push_subscribe"]);

function typeOf(target: string, values: readonly string[]): CellType {
  if (TEXTS.has(target) || BOOLEANS.has(target) || values.length === 0) return "text";
  const leadingZero = values.some((value) => /^0\d/.test(value));
  const fits = (type: CellType) => values.every((value) => cellValue(type, value).ok);
  return (
    GUESSED.find((type) => fits(type) && !(leadingZero && (type === "number" || type === "decimal_comma"))) ??
    "text"
  );
}
