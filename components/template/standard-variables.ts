/** What Liquid can read of everybody: `{{${first_name}}}`. */
export const STANDARD_VARIABLES: readonly string[] = [
  "user_id",
  "first_name",
  "last_name",
  "email_address",
  "phone_number",
  "country",
  "city",
  "language",
  "time_zone",
];
