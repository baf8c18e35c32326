/** The values that a slider can take. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Distance between two values; 0 for any value in between. */
  readonly step: number;
}

/** A scale from what a template says, which may be anything. */
export function scaleOf(min: number, max: number, step: number): Scale {
  const low = Number.isFinite(min) ? min : 0;
  const high = Number.isFinite(max) ? max : 100;
  return { min: low, max: Math.max(low, high), step: Number.isFinite(step) && step >= 0 ? step : 1 };
}

/** The value of the scale nearest to `value`, written without the noise of binary fractions. */
export function onScale(value: number, { min, max, step }: Scale): number {
  const wanted = Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : min;
  if (step === 0) return wanted;
  const most = Math.floor((max - min) / step + 1e-9);
  const steps = Math.min(most, Math.round((wanted - min) / step));
  return Number((min + steps * step).toFixed(Math.min(20, Math.max(decimals(min), decimals(step)))));
}

/** How far along the scale a value lies, 0 to 1. */
export function fractionOf(value: number, { min, max }: Scale): number {
  return max === min ? 0 : Math.min(1, Math.max(0, (value - min) / (max - min)));
}

function decimals(number: number): number {
  const [digits = "", exponent = "0"] = String(number).toLowerCase().split("e");
  return Math.max(0, (digits.split(".")[1] ?? "").length - Number(exponent));
}
