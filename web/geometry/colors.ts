/** The colours of the first labels, in label order. */
export const PALETTE: readonly string[] = [
  "#2ca02c",
  "#1f77b4",
  "#ff7f0e",
  "#d62728",
  "#9467bd",
  "#8c564b",
  "#e377c2",
  "#bcbd22",
  "#17becf",
];

/** Colours that people with any kind of colour vision tell apart. Source: Okabe and Ito, Color Universal Design, 2008. */
const SAFE_PALETTE: readonly string[] = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#f0e442", "#555555"];

const GOLDEN = 0.618033988749895;

type Rgb = readonly [number, number, number];

/** The stored colour of each label: what the requester chose, else the palette, else generated; all different, none white. */
export function labelColors(count: number, chosen: readonly (string | null | undefined)[] = []): string[] {
  return filled(count, chosen, PALETTE);
}

/** Colours for the screen alone, for workers who cannot tell the stored ones apart. */
export function safeColors(count: number): string[] {
  return filled(count, [], SAFE_PALETTE);
}

function filled(count: number, chosen: readonly (string | null | undefined)[], palette: readonly string[]): string[] {
  const colors = Array.from({ length: count }, (_, index) => chosen[index] ?? null);
  const taken = new Set(colors.filter((color) => color !== null).map((color) => color.toLowerCase()));
  let spare = Math.max(0, count - palette.length);
  for (let index = 0; index < count; index++) {
    if (colors[index] !== null) continue;
    let color = palette[index] ?? generatedBeside(index - palette.length, taken);
    while (taken.has(color)) color = generatedBeside(spare++, taken);
    colors[index] = color;
    taken.add(color);
  }
  return colors as string[];
}

/** A generated colour, moved on by a step too small to be seen when it is taken. */
function generatedBeside(number: number, taken: ReadonlySet<string>): string {
  for (let step = 0; step < 256; step++) {
    const color = generated(number, step);
    if (!taken.has(color)) return color;
  }
  return generated(number, 0);
}

/** Hues as far apart as they get, in rings of saturation and brightness; `tasktypes/colors.py` has the same rule for outputs. */
function generated(number: number, step: number): string {
  const hue = (0.11 + number * GOLDEN) % 1;
  const saturation = [0.85, 0.6, 0.95][number % 3]!;
  const value = [0.75, 0.95, 0.5][Math.floor(number / 3) % 3]!;
  const channel = (n: number): number => {
    const k = (n + hue * 6) % 6;
    return Math.round((value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1))) * 255);
  };
  return `#${[channel(5), channel(3), (channel(1) + step) % 256].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

export function rgbOf(color: string): Rgb | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1];
  if (hex === undefined) return null;
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Rgb;
}

function luminance(color: string): number {
  const [r, g, b] = (rgbOf(color) ?? [0, 0, 0]).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The WCAG contrast ratio of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever reads better on a colour. */
export function inkOn(color: string): string {
  return contrast(color, "#ffffff") >= contrast(color, "#000000") ? "#ffffff" : "#000000";
}
