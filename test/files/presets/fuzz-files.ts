import * as fc from "fast-check";
import { AppFailure } from "../../../src/contracts/failure.ts";
import { importTexts, type Texts } from "../import-texts.ts";
import { makeWorkbook } from "../make-workbook.ts";

/** Whole files of every preset and layout, small; the first row of each table is a header. */
export const WHOLE: Readonly<Record<string, Texts>> = {
  salesforce: {
    "Opportunity.csv":
      "Id,Name,OwnerId,StageName,Amount,CloseDate,CreatedDate,IsDeleted\n006A,Acme,005000000000AAA,Demo,10,2024-05-01,2024-01-05T10:00:00Z,false\n" +
      "006B,Beta,005000000000AAA,Closed Won,20,2024-03-01,2024-01-06T10:00:00Z,false\n",
    "History.csv":
      "Id,OpportunityId,StageName,Amount,PrevAmount,CloseDate,CreatedDate,IsDeleted\n008A,006A,Demo,10,,2024-05-01,2024-01-05T10:00:00Z,false\n" +
      "008B,006B,Demo,15,,2024-05-01,2024-01-06T10:00:00Z,false\n008C,006B,Closed Won,20,15,2024-03-01,2024-02-27T10:00:00Z,false\n",
    "Fields.csv":
      "OpportunityId,Field,OldValue,NewValue,CreatedDate\n006A,Owner,005000000000BBB,005000000000AAA,2024-01-20T10:00:00Z\n",
  },
  hubspot: {
    "deals.csv":
      'Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,"Date entered ""Talks (Sales)""","Date entered ""Closed won (Sales)"""\n' +
      "1,A,Closed won,Sales,10,2024-03-01 00:00,2024-01-05 09:00,2024-01-05 09:00,2024-02-28 11:00\n2,B,Talks,Sales,10,2024-03-01 00:00,2024-01-05 09:00,2024-01-06 09:00,\n",
  },
  api: {
    "page.json": JSON.stringify({
      results: [
        {
          id: "1",
          properties: { dealname: "A", dealstage: "closedwon", amount: "10", pipeline: "default", createdate: "2024-01-05T09:00:00Z" }, // prettier-ignore
          propertiesWithHistory: {
            dealstage: [
              { value: "closedwon", timestamp: "2024-02-05T09:00:00Z" },
              { value: "11", timestamp: "2024-01-05T09:00:00Z" },
            ],
          },
          archived: false,
        },
      ],
    }),
  },
  pipedrive: {
    "deals.csv":
      "ID;Title;Value;Currency of value;Stage;Status;Won time;Lost time;Expected close date;Deal created\n" +
      "1;A;1.200,50;EUR;Offer;Won;2024-03-01 10:00:00;;2024-04-01;2024-01-05 09:00:00\n2;B;300;EUR;Talks;Open;;;2024-04-01;2024-01-06 09:00:00\n",
  },
  zoho: {
    "Deals.csv":
      "Record Id,Deal Name,Stage,Amount,Closing Date,Created Time,Stage Modified Time\nz1,A,Closed Won,10,2024-04-01,2024-01-05 09:00:00,2024-03-01 09:00:00\n" +
      "z2,B,Offer,10,2024-04-01,2024-01-05 09:00:00,2024-03-01 09:00:00\n",
  },
  dynamics: {
    "opportunities.csv":
      "opportunityid,name,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,statecode,stepname,createdon\n" +
      "a1,A,10,12,2024-04-30,2024-03-20,1,3-Propose,2024-01-05T09:00:00Z\na2,B,10,,2024-04-30,,0,1-Qualify,2024-01-06T09:00:00Z\n",
  },
  currencies: {
    "history.csv":
      "opportunity_id,changed_at,stage,amount,currency\n1,2024-01-05,Demo,10,USD\n1,2024-02-05,Won,12,USD\n2,2024-01-06,Demo,1000,JPY\n3,2024-01-06,Demo,5,EUR\n",
    "rates.csv":
      "currency,from,rate,kind\nUSD,2024-01-01,0.9,spot\nUSD,2024-01-01,1,plan\nJPY,2024-01-01,0.006,spot\n",
    "funnel.yaml":
      "currency: EUR\nstageMap: [{from: 2024-02-01, stages: {Demo: Talks}, stageOrder: [Talks]}]\n",
  },
  rowRates: {
    "opportunities.csv":
      "opportunityid,name,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,statecode,stepname,createdon,transactioncurrencyid,exchangerate\n" +
      "a1,A,10,12,2024-04-30,2024-03-20,1,3-Propose,2024-01-05T09:00:00Z,USD,1.25\na2,B,10,,2024-04-30,,0,1-Qualify,2024-01-06T09:00:00Z,EUR,1\n",
  },
  pipelines: {
    "deals.csv":
      'Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,"Date entered ""Talks (Sales)""","Date entered ""Due (Renewals)"""\n' +
      "1,A,Talks,Sales,10,2024-03-01 00:00,2024-01-05 09:00,2024-01-05 09:00,\n2,B,Due,Renewals,10,2024-03-01 00:00,2024-01-05 09:00,2024-01-06 09:00,2024-02-06 09:00\n",
    "funnel.yaml": "pipeline: all\n",
  },
  localised: {
    "export.csv":
      "Datensatz-ID;Phase;Betrag;Währung;Erstellungsdatum;Abschlussdatum\n1;Gewonnen;1.200,50;EUR;05.01.2024;01.03.2024\n2;Angebot;300,00;EUR;06.01.2024;\n",
  },
  unknownHeaders: {
    "a.csv":
      "Numer;Krok;Kwota;Poczatek;Koniec\nZ-1;Won;120,50;2024-01-05;2024-03-01\nZ-2;Oferta;300,00;2024-01-06;\nZ-3;Lost;80,25;2024-01-07;2024-02-01\nZ-4;Rozmowa;80,25;2024-01-08;\n",
  },
  generic: {
    "snapshots.csv":
      "deal_id,deal_name,owner,segment,net_revenue,date_created,date_closed,date_snapshot,stage\n1,A,Ann,S,10,2024-01-05,,2024-01-08,Talks\n1,A,Ann,S,12,2024-01-05,2024-01-12,2024-01-15,Won\n",
  },
  workbook: {
    "history.xlsx": makeWorkbook({
      S: [
        ["opportunity_id", "changed_at", "stage", "amount"],
        ["a", { serial: 45_296.5 }, "Demo", 10],
        ["a", { serial: 45_323.5 }, "Won", 12],
      ],
    }),
  },
};

const JUNK = [
  "", ",", ";", '"', "\n", "\r\n", "\0", "\uFEFF", "=1+1", "@SUM(A1)", "2024-13-45", "3/4/2024", "99999999999999999999",
  "-0", "NaN", "null", "__proto__", "constructor", "1e308", "💥", "\u{1b}[2J", "<b>", "€", "(1)", "%", "[", "{}", "]",
]; // prettier-ignore
const MOST_MILLISECONDS = 5_000;
const FAIR: ReadonlySet<string> = new Set(["bad_input", "ambiguous_input", "not_supported", "usage"]);

interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly junk: string;
}

/** A file of one of the CRMs with one to three pieces cut out, doubled or replaced by junk. */
const mutated = fc
  .record({
    crm: fc.constantFrom(...Object.keys(WHOLE)),
    file: fc.nat(9),
    mutations: fc.array(
      fc.record({ at: fc.nat(), length: fc.nat(12), junk: fc.oneof(fc.constantFrom(...JUNK), fc.string({ maxLength: 4 })) }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ crm, file, mutations }) => {
    const texts = WHOLE[crm]!;
    const names = Object.keys(texts);
    const name = names[file % names.length]!;
    let bytes = Buffer.from(texts[name]!);
    for (const mutation of mutations) bytes = applied(bytes, mutation);
    return Object.assign({}, texts, { [name]: bytes });
  }); // prettier-ignore

function applied(bytes: Buffer<ArrayBuffer>, { at, length, junk }: Mutation): Buffer<ArrayBuffer> {
  const start = bytes.length === 0 ? 0 : at % bytes.length;
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(junk), bytes.subarray(start + length)]);
}

/**
 * Imports mutated files: each ends with a log or a failure that names what is wrong, soon, and accounts for its rows.
 * @returns how many gave a log, and how many each failure
 */
export async function fuzzPresets(runCount: number, seed: number): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(mutated, async (texts) => {
      const started = performance.now();
      const end = await endOf(texts);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      return performance.now() - started < MOST_MILLISECONDS;
    }),
    { numRuns: runCount, seed },
  );
  return ends;
}

async function endOf(texts: Texts): Promise<string> {
  try {
    const { log, sources, rejections, rejectionCount } = await importTexts(texts);
    const isConverted = log.exchange === undefined || log.rows.amount.every((units, row) => Number.isNaN(units) === Number.isNaN(log.exchange!.amount[row]!)); // prettier-ignore
    const isWhole = log.rowStart.at(-1) === log.rows.recordedOn.length;
    const isCounted = sources.every(({ rowCount, rejectedCount }) => rejectedCount <= rowCount);
    const isPlaced = rejections.every(
      ({ file, line }) => line >= 1 && sources.some((source) => source.file === file),
    );
    if (
      !isWhole ||
      !isConverted ||
      !isCounted ||
      !isPlaced ||
      rejections.length !== Math.min(1_000, rejectionCount)
    ) {
      throw new Error(`Rows are not accounted for: ${JSON.stringify({ sources, rejections })}`);
    }
    return "log";
  } catch (error) {
    if (error instanceof AppFailure && FAIR.has(error.code)) return error.code;
    throw error;
  }
}
