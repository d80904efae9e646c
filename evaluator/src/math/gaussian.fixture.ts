import { type RandomStream, uniformFraction } from "./random.ts";

/** For tests and simulations: draws of the standard normal distribution (Box and Muller). */
export function gaussian(random: RandomStream): () => number {
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFraction(random)));
    return radius * Math.cos(2 * Math.PI * uniformFraction(random));
  };
}
