import { column, CURRENCY_COLUMNS, type RecordLayout } from "./record-layout.ts";

const CUSTOMER_ID = "customerid customer customernumber clientid";
const FROM = "startdate startedat startedon start from validfrom currenttermstart";

/** Tables of who pays what. */
export const CUSTOMER_LAYOUTS: readonly RecordLayout[] = [
  {
    table: "subscriptions",
    oneRowIs: "a stretch of days over which a customer pays one recurring amount",
    columns: [
      column("subscription_id", "id", "yes", "S-1", "Id of the contract; one id may have several stretches", "subscription subscriptionnumber contractid contract id"), // prettier-ignore
      column("customer_id", "id", "yes", "C-17", "Who pays", CUSTOMER_ID),
      column("start_date", "day", "yes", "2025-01-01", "First day that is paid for", FROM),
      column("end_date", "day", "no", "2025-12-31", "Last day that is paid for; blank = it goes on, at the latest until the next stretch of the same id", "enddate endedat endedon end to validto cancelledat canceledat cancelledon canceledon"), // prettier-ignore
      column("amount", "money", "or monthly_amount, or unit_price", "1200.00", "Recurring amount of one billing period, discounts taken off", "recurringamount subscriptionamount planamount price"), // prettier-ignore
      column("billing_period", "text", "with amount or unit_price", "year", "month, quarter, half-year, year, week, day, or a number of months", "interval billinginterval billingfrequency billingcycle planinterval"), // prettier-ignore
      column("billing_period_unit", "text", "no", "month", "Unit of a billing_period that is a number", ""), // prettier-ignore
      column("interval_count", "text", "no", "3", "How many of the billing_period", "planintervalcount billingintervalcount"), // prettier-ignore
      column("monthly_amount", "money", "or amount", "100.00", "Recurring amount by month (MRR)", "mrr monthlyrecurringrevenue"), // prettier-ignore
      column("quantity", "number", "no", "4", "Units, such as seats; multiplies unit_price and nothing else", "seats units planquantity"), // prettier-ignore
      column("unit_price", "money", "or amount", "300.00", "Price of one unit in a billing period", "unitprice priceperunit planunitprice"), // prettier-ignore
      column("term_end", "day", "no", "2025-12-31", "Last day of the contract's term, when it is up for renewal; blank = renews from month to month", "termend termenddate renewaldate contractend contractenddate currenttermend"), // prettier-ignore
      column("opportunity_id", "id", "no", "OP-1", "The opportunity that it was won by", "opportunity dealid"), // prettier-ignore
      column("churn_reason", "text", "no", "price", "Why it ended", "cancelreason cancellationreason cancelreasoncode reason"), // prettier-ignore
      column("status", "choice", "no", "active", "Trials and subscriptions that have not begun (trialing, in_trial, future, draft, incomplete) are left out and counted", "subscriptionstatus state"), // prettier-ignore
      ...CURRENCY_COLUMNS,
    ],
    shown:
      "subscription_id customer_id start_date end_date amount billing_period currency rate term_end opportunity_id churn_reason".split(
        " ",
      ),
    recognisedBy: [
      ["subscription_id", "customer_id", "start_date", "monthly_amount"],
      ["subscription_id", "customer_id", "start_date", "amount", "billing_period"],
      ["subscription_id", "customer_id", "start_date", "unit_price", "billing_period"],
    ],
    unless: ["invoiceid", "invoicenumber", "stage", "leadid"],
  },
  {
    table: "invoices",
    oneRowIs: "a line of an invoice; used where there is no table of subscriptions",
    columns: [
      column("invoice_id", "id", "yes", "I-9", "Id of the invoice", "invoice invoicenumber invoiceno"),
      column("line_id", "id", "no", "I-9-1", "Id of the line; one id is read once", "invoicelineid lineitemid lineid"), // prettier-ignore
      column("customer_id", "id", "yes", "C-17", "Who pays", CUSTOMER_ID),
      column("amount", "money", "yes", "1200.00", "Amount of the line without tax, discounts taken off", "lineamount netamount amountexcltax subtotal"), // prettier-ignore
      column("service_start", "day", "for recurring lines", "2025-01-01", "First day that the line pays for; a line without both days is one-off, left out and counted", "servicestartdate serviceperiodstart periodstart servicefrom startdate"), // prettier-ignore
      column("service_end", "day", "for recurring lines", "2025-12-31", "Last day that the line pays for", "serviceenddate serviceperiodend periodend serviceto enddate"), // prettier-ignore
      column("line_type", "choice", "no", "recurring", "one-off, setup, usage, tax or credit: left out and counted", "type linetype itemtype chargetype"), // prettier-ignore
      column("subscription_id", "id", "no", "S-1", "Id of the contract, which the record takes", "subscription contractid"), // prettier-ignore
      column("opportunity_id", "id", "no", "OP-1", "The opportunity that it was won by", "opportunity dealid"), // prettier-ignore
      ...CURRENCY_COLUMNS,
    ],
    shown: "invoice_id line_id customer_id amount service_start service_end line_type".split(" "),
    recognisedBy: [["invoice_id", "customer_id", "amount"]],
    unless: ["stage", "leadid"],
  },
  {
    table: "customers",
    oneRowIs: "a customer: a company that pays, or once paid",
    columns: [
      column("customer_id", "id", "yes", "C-17", "Id, once in the file", CUSTOMER_ID),
      column("name", "text", "no", "Acme", "Name", "customername companyname company accountname"),
      column(
        "segment",
        "text",
        "no",
        "Growth",
        "Group that it is counted in",
        "customersegment tier industry",
      ),
      column("owner", "text", "no", "Anna Aalto", "Who looks after it", "ownername accountowner customersuccessmanager csm"), // prettier-ignore
      column("channel", "text", "no", "Events", "Channel that brought it, where it is known without leads", "acquisitionchannel leadsource source"), // prettier-ignore
      column("since", "day", "no", "2024-03-01", "First day as a customer; blank = start of its first subscription", "customersince firstpaidon joinedon joined startdate created createdat"), // prettier-ignore
      column("churn_reason", "text", "no", "price", "Why it left", "churnreason cancelreason cancellationreason"), // prettier-ignore
    ],
    shown: "customer_id name segment owner channel since churn_reason".split(" "),
    recognisedBy: [
      ["customer_id", "name"],
      ["customer_id", "since"],
      ["customer_id", "segment"],
      ["customer_id", "channel"],
    ],
    unless: "stage opportunityid dealid leadid invoiceid subscriptionid score npsscore amount mrr".split(" "),
  },
];
