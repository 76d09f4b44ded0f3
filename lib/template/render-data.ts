// The facts a template may read. Callers fill this in; `scope.ts` maps it to Liquid names.

export type JsonRecord = { readonly [key: string]: unknown };

export type RenderProfile = {
  /** Our id of the profile; `${braze_id}` reads it. */
  id: string;
  external_id: string | null;
  /** Standard fields: first_name, last_name, email, phone, country, city, language, gender, dob … */
  attributes: JsonRecord;
  custom_attributes: JsonRecord;
  time_zone?: string | null | undefined;
  random_bucket?: number | null | undefined;
};

export type RenderEvent = {
  id?: string | null | undefined;
  name: string;
  time: Date | string;
  properties: JsonRecord;
};

export type RenderCampaign = {
  id: string;
  name: string;
  dispatch_id?: string | undefined;
  message_name?: string | undefined;
  message_variation_id?: string | undefined;
};

export type RenderCanvas = {
  id: string;
  name: string;
  variant_name?: string | undefined;
  variant_id?: string | undefined;
  entry_properties?: JsonRecord | undefined;
};

export type RenderDelivery = {
  id: string;
  idempotency_key: string;
  attempt: number;
};

export type RenderData = {
  /** null when a request is made for nobody in particular (every attribute is then missing). */
  profile: RenderProfile | null;
  event?: RenderEvent | null | undefined;
  /** `api_trigger_properties`: what the API call carried. */
  trigger_properties?: JsonRecord | null | undefined;
  /** Canvas context variables and saved responses: `context.${member}.json.id`. */
  context?: JsonRecord | null | undefined;
  campaign?: RenderCampaign | null | undefined;
  canvas?: RenderCanvas | null | undefined;
  delivery: RenderDelivery;
  /** Plain values of the secrets in use; see `secretNames`. */
  secrets: { readonly [name: string]: string };
  /** Source of each content block by name. */
  content_blocks: { readonly [name: string]: string };
  /** Parameters of the webhook template the message was made from: `template.base_url`. */
  template?: JsonRecord | null | undefined;
  /** Facts of the trigger match, such as `trigger.threshold`. */
  trigger?: JsonRecord | null | undefined;
  /** Facts of this installation, such as `app.base_url`. */
  app?: JsonRecord | null | undefined;
  subscribed_state?: JsonRecord | null | undefined;
  /** The request made so far: for headers that sign it. Set while rendering. */
  request?: { method: string; url: string; body: string } | undefined;
  /** The instant `date: "now"` stands for. */
  now: Date;
};
