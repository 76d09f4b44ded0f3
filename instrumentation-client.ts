import { config } from "zod";

// Before any schema is made: pages may not evaluate text, and the faster way of checking would try to.
config({ jitless: true });
