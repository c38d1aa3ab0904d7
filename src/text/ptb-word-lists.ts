/** Word lists of the rules, in the notation of ptb-pattern.ts; found by asking the jar about every string of up to six letters. */

export const STARTERS = `
{tag} | [M](r|s). | [A] | [A]bout | [A]ccording | [A]dditionally | [A]fter | [A]n | [A]s | [A]t | [B]ut | [E]arlier | [H]e | [H]er | [H]ere | [H]owever | [I]f |
[I]n | [I]t | [L]ast | [M]any | [M]ore | [N]ow | [O]nce | [O]ne | [O]ther | [O]ur | [S]he | [S]ince | [S]o | [S]ome | [S]uch | [T]hat |
[T]he | [T]heir | [T]hen | [T]here | [T]hese | [T]hey | [T]his | [W]e | [W]hat | [W]hen | [W]hile | [Y]et | [Y]ou`;
export const TITLES = `
non-U.S | a.k.a | adj | adm | adv | alex | assoc | asst | atty | attys | ave | brig | capt | cf | cie | cmdr | col | comdr | cpl | dept | det | dr | drs |
elec | ens | ft | gen | gov | govs | hon | insp | invt | jos | lieut | lt | maj | messrs | m[f]g | mlle | mme | mr | mrs | ms | msgr | mt |
m[t]g | natl | pfc | ph | pres | prof | profs | pvt | rep | reps | rev | sen | sens | sfc | sgt | spc | st | ste | supt | supts | treas | vs
| wm`;
export const END_ABBREVIATIONS = `
al | co | pt[ey] | ala | apr | ariz | [A]rk | assn | aug | [A]z | bhd | bldg | blvd | bros | calif | colo | conn | corp | cos | ct | dak | dec | [D]el |
ed.d | esq | est | etc | ext | feb | fla | fri | ga | [I]ll | inc | ind | intl | jan | jr | jul | jun | kan | kans | ky | [L]a | ltd | mar |
[M]ass | md | mich | minn | [M]iss | mo | mon | mont | neb | nev | nov | oct | okla | [O]re | [P]a | penn | ph.d | plc | ppt[e] | ppt[e]s |
ppt[y] | ppt[y]s | pt[e]s | pt[y]s | rd | rt | sep | sept | seq | sq | sr | sys | tel | tenn | [T]ex | thu | thurs | tue | tues | univ | va
| vt | [W]ash | wed | wis | wisc | wyo`;
export const NUMBER_ABBREVIATIONS = `
ca | figs? | nos? | prop | art | bldg | pp | op`;
export const EXTENSIONS = `
bat | bmp | c | cgi | cpp | dll | docx? | exe | gif | gz | h | html? | jar | java | jpe?g | mov | mp3 | pdf | php | pl | png | ppt | ps | py
| sql | tar | txt | wav | x | xml | zip`;
export const SYMBOLS = `[
\\u0021\\u0024-\\u0026\\u002a-\\u002f\\u003a-\\u0040\\u005c\\u005e-\\u0060\\u007c\\u007e\\u00a1\\u00a5-\\u00a9\\u00ac\\u00ae-\\u00b4
\\u00b6-\\u00b9\\u00bf\\u00d7\\u00f7\\u037e\\u0387\\u0589\\u05be\\u05c0\\u05c3\\u05c6\\u05f3-\\u05f4\\u0600-\\u0603\\u0606-\\u060c
\\u0614\\u061b\\u061e-\\u061f\\u066a\\u066d\\u06d4\\u0700-\\u070d\\u07f6-\\u07f8\\u0964-\\u0965\\u0e3f\\u0e4f\\u1fbd\\u2016-\\u2017
\\u201a\\u201e-\\u2023\\u2030-\\u2038\\u203b\\u203e-\\u2042\\u2044\\u2070\\u2074-\\u207e\\u2080-\\u208e\\u20a4\\u2100-\\u2101
\\u2103-\\u2106\\u2108-\\u2109\\u2114\\u2116-\\u2118\\u211e-\\u2123\\u2125\\u2127\\u2129\\u212e\\u213a-\\u213b\\u2140-\\u2144
\\u214a-\\u214d\\u214f\\u2155-\\u215e\\u2190-\\u2bff\\u3001-\\u3002\\u3012\\u30fb\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40
\\uff5b-\\uff65\\uffe0-\\uffe1\\uffe5-\\uffe6]`;
