/** Open Images' list of pictures, which says of each how far it was stored turned: half a gigabyte, so that it is not read as a table. */

import { DataError } from "../core/errors.ts";
import { wrongField } from "./fields.ts";
import { readLines } from "./lines.ts";
import type { QuarterTurns } from "./turned-picture.ts";

/**
 * Quarter turns to the left that set the wanted pictures upright; a picture without a known rotation has none.
 *
 * The id is what stands before a line's first comma, the degrees what stands after the last; a title may go on over several lines.
 * @throws {DataError} for other columns, and for an angle that is no quarter.
 */
export async function readQuarterTurns(file: string, wanted: ReadonlySet<string>): Promise<Map<string, QuarterTurns>> {
  const turns = new Map<string, QuarterTurns>();
  let id = "";
  let inQuotes = false;
  for await (const { text, row } of readLines(file)) {
    if (row === 1) checkHeader(text, file);
    if (!inQuotes) id = text.slice(0, Math.max(0, text.indexOf(",")));
    const oddQuotes = text.split('"').length % 2 === 0;
    inQuotes = inQuotes !== oddQuotes;
    if (!inQuotes && wanted.has(id)) turns.set(id, quartersOf(text.slice(text.lastIndexOf(",") + 1), { file, row }));
  }
  return turns;
}

function checkHeader(text: string, file: string): void {
  if (/^ImageID,.*,Rotation$/.test(text)) return;
  throw new DataError("its columns do not begin with ImageID and end with Rotation", { file, row: 1 }, { hint: "Fetch train-images-boxable-with-rotation.csv of Open Images." });
}

function quartersOf(degrees: string, place: { readonly file: string; readonly row: number }): QuarterTurns {
  const quarters = Number(degrees) / 90;
  if (![0, 1, 2, 3].includes(quarters)) throw wrongField(place, "Rotation", "0, 90, 180, 270 or nothing", degrees);
  return quarters as QuarterTurns;
}
