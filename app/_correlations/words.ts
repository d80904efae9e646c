/** "+0.89"; a real minus sign, and a dash where rho is not defined. */
export function rhoText(rho: number | null): string {
  if (rho === null) return "–";
  const sign = rho < 0 ? "−" : "+";
  return `${sign}${Math.abs(rho).toFixed(2)}`;
}

export function pText(p: number | null): string {
  if (p === null) return "not defined";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
