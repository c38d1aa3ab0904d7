/** The logarithm of the gamma function. */

const TERMS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. Source: Lanczos 1964 with g = 7 and 9 terms; relative error below 1e-14. */
export function logGamma(x: number): number {
  const y = x - 1;
  let sum = TERMS[0] as number;
  for (let i = 1; i < TERMS.length; i++) sum += (TERMS[i] as number) / (y + i);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}
