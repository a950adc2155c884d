/** Days of a mean month of the Gregorian calendar: 146,097 days in 4,800 months. */
export const CALENDAR_MONTH_DAYS = 146_097 / 4_800;
