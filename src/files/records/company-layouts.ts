import { column, CURRENCY_COLUMNS, type RecordLayout } from "./record-layout.ts";

const IDS = "stage opportunityid dealid leadid subscriptionid invoiceid changedat snapshotdate".split(" ");

/** Tables of the company's books, its surveys and its people. */
export const COMPANY_LAYOUTS: readonly RecordLayout[] = [
  {
    table: "finances",
    oneRowIs: "a month of the company's books",
    columns: [
      column("month", "month", "yes", "2025-02", "The month, once in the file; of a date its month counts", "period accountingmonth"), // prettier-ignore
      column("revenue", "money", "one of the three", "250000.00", "Revenue by the books", "totalrevenue netrevenue recognisedrevenue recognizedrevenue"), // prettier-ignore
      column("cost_of_revenue", "money", "one of the three", "55000.00", "What serving customers cost (COGS)", "cogs costofsales costofgoodssold"), // prettier-ignore
      column("net_burn", "money", "one of the three", "-12000.00", "Money out less money in, loans and shares left out; negative when money came in", "burn cashburn netcashburn"), // prettier-ignore
      ...CURRENCY_COLUMNS,
    ],
    shown: "month revenue cost_of_revenue net_burn".split(" "),
    recognisedBy: [
      ["month", "revenue"],
      ["month", "cost_of_revenue"],
      ["month", "net_burn"],
    ],
    unless: [...IDS, "item", "channel", "campaign", "customerid"],
  },
  {
    table: "surveys",
    oneRowIs: 'an answer to "how likely are you to recommend us", 0 to 10',
    columns: [
      column("answered_on", "day", "yes", "2025-02-03", "Day of the answer", "date surveydate surveyedon responsedate respondedat respondedon submittedat createdat"), // prettier-ignore
      column("score", "number", "yes", "9", "A whole number from 0 to 10", "npsscore nps rating"),
      column("customer_id", "id", "no", "C-17", "Who answered", "customerid customer"),
    ],
    shown: "answered_on score customer_id".split(" "),
    recognisedBy: [["answered_on", "score"]],
    unless: IDS,
  },
  {
    table: "owners",
    oneRowIs: "who reports to whom over a stretch of days",
    columns: [
      column("owner", "id", "yes", "Anna Aalto", "Name as in the owner column of the pipeline", "ownername salesagent salesrep rep seller accountexecutive employee"), // prettier-ignore
      column("manager", "id", "yes", "Head of EMEA", "Whom the owner reports to; blank = nobody", "managername reportsto salesmanager"), // prettier-ignore
      column(
        "from",
        "day",
        "no",
        "2024-01-01",
        "First day; blank = since ever",
        "fromdate validfrom startdate start",
      ),
      column(
        "to",
        "day",
        "no",
        "2025-06-30",
        "Last day; blank = until further notice",
        "todate validto enddate end",
      ),
    ],
    shown: "owner manager from to".split(" "),
    recognisedBy: [["owner", "manager"]],
    unless: [...IDS, "customerid", "amount"],
  },
  {
    table: "costs",
    oneRowIs: "an amount of a cost item in a month; read by cost plans and scenarios",
    columns: [
      column("item", "text", "yes", "Analyst", "What is paid for", "costitem lineitem"),
      column("category", "choice", "no", "staff", "staff, technology, training or other", "costcategory costtype"), // prettier-ignore
      column("month", "month", "yes", "2025-02", "Calendar month, or number of the month in the case", "casemonth period"), // prettier-ignore
      column("amount", "money", "yes", "5000.00", "What it costs", "cost costs value"),
      column("department", "text", "no", "RevOps", "Who pays", "dept costcenter costcentre"),
      column("note", "text", "no", "", "Remark", "notes comment"),
      column("currency", "currency", "no", "EUR", "ISO 4217 code", "currencycode"),
    ],
    shown: "item category month amount department".split(" "),
    recognisedBy: [["item", "month", "amount"]],
    unless: [...IDS, "customerid"],
  },
];
