/** Numbers of settings that lie between two bounds. */
import { z } from "zod";

/** Whatever is outside, or no number at all, is told the whole range. */
export function between(name: string, min: number, max: number): z.ZodNumber {
  const message = `${name} must be between ${min} and ${max}`;
  return z.number(message).min(min, message).max(max, message);
}

export function wholeBetween(name: string, min: number, max: number): z.ZodNumber {
  const message = `${name} must be a whole number between ${min} and ${max}`;
  return z.number(message).int(message).min(min, message).max(max, message);
}
