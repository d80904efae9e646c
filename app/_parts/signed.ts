/** "+0.3", "−1.2" with a real minus sign, and "±0.0" where nothing is left of it. */
export function signed(difference: number, digits: number): string {
  const text = Math.abs(difference).toFixed(digits);
  if (Number(text) === 0) return `±${text}`;
  return `${difference < 0 ? "−" : "+"}${text}`;
}
