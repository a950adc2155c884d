import { column, CURRENCY_COLUMNS, type RecordLayout } from "./record-layout.ts";

const LEAD_ID = "leadid lead";
const OPPORTUNITY = ["stage", "stagename", "dealstage", "snapshotdate", "changedat"];

/** Tables of where demand comes from and what it costs. */
export const DEMAND_LAYOUTS: readonly RecordLayout[] = [
  {
    table: "leads",
    oneRowIs: "a person or company that may become an opportunity",
    columns: [
      column("lead_id", "id", "yes", "L-5", "Id, once in the file", `${LEAD_ID} id`),
      column("created_on", "day", "yes", "2025-02-03", "Day on which it became known", "createddate createdat created createdate createdtime"), // prettier-ignore
      column("channel", "text", "no", "Paid search", "Channel that brought it", "leadsource source utmsource leadchannel"), // prettier-ignore
      column("mql_on", "day", "no", "2025-02-10", "Day on which marketing called it qualified", "mqldate mqlat marketingqualifiedon becameamarketingqualifiedleaddate"), // prettier-ignore
      column("sql_on", "day", "no", "2025-02-17", "Day on which sales accepted it", "sqldate sqlat salesqualifiedon acceptedon becameasalesqualifiedleaddate"), // prettier-ignore
      column("converted_on", "day", "no", "2025-03-01", "Day on which it became an opportunity", "converteddate convertedat conversiondate"), // prettier-ignore
      column("opportunity_id", "id", "no", "OP-1", "The opportunity that it became", "convertedopportunityid dealid"), // prettier-ignore
      column("customer_id", "id", "no", "C-17", "The customer that it belongs to", "customerid"),
    ],
    shown: "lead_id created_on channel mql_on sql_on converted_on opportunity_id customer_id".split(" "),
    recognisedBy: [
      ["lead_id", "created_on", "channel"],
      ["lead_id", "created_on", "mql_on"],
      ["lead_id", "created_on", "opportunity_id"],
      ["lead_id", "created_on", "converted_on"],
    ],
    unless: [...OPPORTUNITY, ..."accountid amount customername subscriptionid invoiceid".split(" ")],
  },
  {
    table: "touches",
    oneRowIs: "a contact of a lead with a channel",
    columns: [
      column("lead_id", "id", "yes", "L-5", "Whose contact", LEAD_ID),
      column("touched_on", "day", "yes", "2025-02-03", "Day of the contact", "touchdate touchedat date day timestamp occurredat occurredon eventdate"), // prettier-ignore
      column("channel", "text", "yes", "Events", "Channel of the contact", "source utmsource leadsource"),
    ],
    shown: "lead_id touched_on channel".split(" "),
    recognisedBy: [["lead_id", "touched_on", "channel"]],
    unless: [...OPPORTUNITY, "createdon", "createddate", "createdat"],
  },
  {
    table: "spend",
    oneRowIs: "money spent on sales and marketing over a stretch of days, spread evenly over them",
    columns: [
      column("month", "month", "or date, or from and to", "2025-02", "The month in which it was spent", "spendmonth period"), // prettier-ignore
      column("date", "day", "or month", "2025-02-03", "The day on which it was spent", "day spenddate"), // prettier-ignore
      column(
        "from",
        "day",
        "or month",
        "2025-02-01",
        "First day",
        "fromdate startdate start reportingstarts",
      ),
      column(
        "to",
        "day",
        "with from",
        "2025-02-28",
        "Last day; without such a column a row is of its first day alone",
        "todate enddate end reportingends",
      ),
      column("channel", "text", "no", "Paid search", "Channel; blank = shared by all (salaries, tools); where there is no such column, campaigns are of the channel that the file is named after", "source utmsource platform medium"), // prettier-ignore
      column("campaign", "text", "no", "Brand", "Campaign", "campaignname utmcampaign"),
      column(
        "team",
        "choice",
        "no",
        "marketing",
        "sales or marketing; blank = marketing",
        "department function",
      ),
      column("amount", "money", "yes", "4200.00", "Money spent", "spend cost totalspent amountspent totalcost"), // prettier-ignore
      ...CURRENCY_COLUMNS,
    ],
    shown: "month channel campaign team amount".split(" "),
    recognisedBy: [
      ["month", "channel", "amount"],
      ["date", "channel", "amount"],
      ["from", "to", "channel", "amount"],
      ["month", "campaign", "amount"],
      ["date", "campaign", "amount"],
      ["from", "to", "campaign", "amount"],
      ["from", "campaign", "amount"],
      ["month", "team", "amount"],
    ],
    unless: [
      ...OPPORTUNITY,
      ..."item category leadid opportunityid dealid customerid subscriptionid".split(" "),
    ],
  },
];
