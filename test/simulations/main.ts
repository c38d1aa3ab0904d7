/** `npm run simulate [-- NAME…]`: what the intervals and gates promise, tried on worlds in which the truth is known. Prints Markdown. */

import { bootstrap } from "./bootstrap.ts";
import { gate } from "./gate.ts";
import { intervals } from "./intervals.ts";
import { recounted } from "./recounted.ts";
import { markdown, type Simulation } from "./table.ts";

const simulations: readonly Simulation[] = [intervals, bootstrap, recounted, gate];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !simulations.some((simulation) => simulation.name === name));
if (unknown.length > 0) {
  console.error(`there is no simulation ${unknown.join(", ")}; known: ${simulations.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
for (const simulation of simulations.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const started = performance.now();
  console.log(`${markdown(simulation, simulation.run())}\n`);
  console.error(`${simulation.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
